/** Where the variables of a gang live: one scalar for those that lanes share, vectors for the others; in locals, or in memory. */
import { NotSupportedError } from "../../../errors.js";
import type { FunctionBuilder, ValueType as WasmType } from "../../wasm/assembler.js";
import type { Variable } from "../ir.js";
import type { Uniformity } from "../uniformity.js";
import { formatFor, maskWidthOf, partsOf } from "./format.js";
import type { Ranges } from "./ranges.js";
import {
  type Format,
  formatOfType,
  type GangValue,
  type MaskWidth,
  type Push,
  wasmType,
  widthOf,
} from "./value.js";

/** A place of a variable's value or one part of it. */
interface Cell {
  readonly get: Push;
  readonly set: (value: Push) => void;
}

export type Storage =
  | { readonly kind: "scalar"; readonly cell: Cell }
  | { readonly kind: "lanes"; readonly format: Format; readonly cells: readonly Cell[] }
  | { readonly kind: "mask"; readonly width: MaskWidth; readonly cells: readonly Cell[] };

/** The variables of one gang. Each has its place from its first use on. */
export class GangVariables {
  private readonly f: FunctionBuilder;
  private readonly lanes: number;
  private readonly uniformity: Uniformity;
  private readonly ranges: Ranges;
  private readonly address: ((variable: Variable) => Push | null) | undefined;
  private readonly known = new Map<Variable, Storage>();

  /** @param address pushes where in memory a variable lives; null: it lives in locals */
  constructor(
    f: FunctionBuilder,
    lanes: number,
    uniformity: Uniformity,
    ranges: Ranges,
    address?: (variable: Variable) => Push | null,
  ) {
    this.f = f;
    this.lanes = lanes;
    this.uniformity = uniformity;
    this.ranges = ranges;
    this.address = address;
  }

  /** How many 16-byte cells a variable takes. */
  cells(v: Variable): number {
    const form = this.form(v);
    return form.kind === "scalar" ? 1 : partsOf(this.lanes, form.width);
  }

  private form(
    v: Variable,
  ): { kind: "scalar" } | { kind: "lanes" | "mask"; width: MaskWidth; format: Format } {
    if (this.uniformity.variable(v) !== "varying") return { kind: "scalar" };
    if (v.type === "bool") return { kind: "mask", width: maskWidthOf(this.lanes), format: "i32" };
    if (v.type.includes("x"))
      throw new NotSupportedError(
        `${v.name}: explicit lanes that differ between the lanes of a gang`,
        "wasm",
        "Use explicit lanes in a jit function, outside of prange.",
      );
    const format =
      v.type === "i32" || v.type === "u32"
        ? formatFor(this.lanes, v.type, this.ranges.variable(v))
        : formatOfType(v.type as "f32");
    return { kind: "lanes", format, width: widthOf(format) };
  }

  storage(v: Variable): Storage {
    const known = this.known.get(v);
    if (known !== undefined) return known;
    const { f } = this;
    const address = this.address?.(v) ?? null;
    const cell = (type: WasmType, p: number): Cell => {
      if (address !== null)
        return {
          get: () => {
            address();
            f.memory(`${type}.load`, 16 * p);
          },
          set: (value) => {
            address();
            value();
            f.memory(`${type}.store`, 16 * p);
          },
        };
      const local = f.local(type);
      return {
        get: () => void f.get(local),
        set: (value) => {
          value();
          f.set(local);
        },
      };
    };
    const form = this.form(v);
    let out: Storage;
    if (form.kind === "scalar") out = { kind: "scalar", cell: cell(wasmType(v.type), 0) };
    else {
      const cells = Array.from({ length: partsOf(this.lanes, form.width) }, (_, p) => cell("v128", p));
      out =
        form.kind === "mask"
          ? { kind: "mask", width: form.width, cells }
          : { kind: "lanes", format: form.format, cells };
    }
    this.known.set(v, out);
    return out;
  }

  /** Code before this has met the variable. */
  knows(v: Variable): boolean {
    return this.known.has(v);
  }

  read(v: Variable): GangValue {
    const s = this.storage(v);
    if (s.kind === "scalar") {
      const stride = this.uniformity.variable(v);
      if (stride === 0) return { kind: "uniform", type: v.type, push: s.cell.get };
      return { kind: "strided", type: v.type as "i32", base: s.cell.get, stride: stride as number };
    }
    const parts = s.cells.map((c) => c.get);
    return s.kind === "mask"
      ? { kind: "mask", width: s.width, parts }
      : { kind: "lanes", format: s.format, parts };
  }
}
