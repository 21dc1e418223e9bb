/** What the parts of the emitter share. The gang (gang.ts) is the one implementation. */
import type { FunctionIndex, Local, ValueType as WasmType } from "../../wasm/assembler.js";
import type { ArrayVariable, Builtin, Expression, Place, Variable } from "../ir.js";
import type { Uniformity } from "../uniformity.js";
import type { Formatter } from "./format.js";
import type { Ranges } from "./ranges.js";
import type { GangValue, Push } from "./value.js";

/** Where an array lies. */
export interface ArrayBinding {
  /** Pushes the byte address of its first element, i32. */
  readonly address: Push;
  /** Pushes the length of each axis, i32. */
  readonly lengths: readonly Push[];
  /** Element i of lane l at `address + (i * lanes + l) * itemsize`: every lane has its own. */
  readonly perLane: boolean;
  /** Locals of each element, of an array that isn't in memory (register-array.ts). */
  readonly registers?: readonly (readonly Local[])[];
}

/** What became vector code and what didn't, with lines of the source. */
export interface Note {
  readonly line: number;
  readonly text: string;
}

export class Notes {
  readonly list: Note[] = [];

  /** Says a thing once. */
  add(place: Place, text: string): void {
    if (!this.list.some((n) => n.line === place.line && n.text === text))
      this.list.push({ line: place.line, text });
  }
}

export interface GangContext extends Formatter {
  readonly relaxed: boolean;
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  readonly uniformity: Uniformity;
  readonly ranges: Ranges;
  readonly notes: Notes;
  /** Lanes that are on (lanes of `maskWidthOf(lanes)` bytes); null: all. */
  readonly mask: Local | null;
  readonly arrays: (array: ArrayVariable) => ArrayBinding;
  /** Pushes the i32 of lane 0. */
  readonly builtin: (name: Builtin) => Push;
  /** A scratch local; it is free again after the statement. */
  scratch(type: WasmType): Local;
  /** Takes the value on the stack into a scratch local. */
  holdScalar(type: WasmType): Push;
  readVariable(v: Variable): GangValue;
  /** Pushes a uniform or strided variable's value in lane 0. */
  pushVariable(v: Variable): void;
  value(e: Expression): GangValue;
  /** Pushes a uniform expression, or lane 0 of a strided one. */
  pushUniform(e: Expression): void;
}
