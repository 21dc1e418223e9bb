/** Short words for programs in the compiler's representation, and a runner of functions of one element over arrays. */

import type {
  ArithmeticOp,
  ArrayVariable,
  BinaryMath,
  BitOp,
  Comparison,
  ElementType,
  Expression,
  FunctionIR,
  Label,
  ProgramIR,
  ScalarType,
  Statement,
  UnaryMath,
  ValueType,
  Variable,
} from "../../src/kernel/compile/ir.js";
import { Notes } from "../../src/kernel/compile/wasm/context.js";
import { emitScalarCall, scalarImports, scalarShape } from "../../src/kernel/compile/wasm/scalar-call.js";
import { type FunctionIndex, ModuleBuilder } from "../../src/kernel/wasm/assembler.js";
import { hasRelaxedSimd } from "../../src/kernel/wasm/features.js";
import { heap } from "../../src/memory/index.js";

let line = 0;
const place = () => ({ line: ++line, column: 1 });

export const variable = (name: string, type: ValueType): Variable => ({ kind: "variable", name, type });
export const constant = (type: ScalarType, value: number | bigint | boolean): Expression => ({
  kind: "constant",
  value,
  type,
  place: place(),
});
export const get = (v: Variable): Expression => ({ kind: "get", variable: v, type: v.type, place: place() });
export const arithmetic = (op: ArithmeticOp, left: Expression, right: Expression): Expression => ({
  kind: "arithmetic",
  op,
  left,
  right,
  type: left.type,
  place: place(),
});
export const bits = (op: BitOp, left: Expression, right: Expression): Expression => ({
  kind: "bits",
  op,
  left,
  right,
  type: left.type,
  place: place(),
});
export const compare = (op: Comparison, left: Expression, right: Expression): Expression => ({
  kind: "compare",
  op,
  left,
  right,
  type: "bool",
  place: place(),
});
export const logical = (op: "and" | "or", left: Expression, right: Expression): Expression => ({
  kind: "logical",
  op,
  left,
  right,
  type: "bool",
  place: place(),
});
export const unary = (kind: "negate" | "not" | "invert", operand: Expression): Expression => ({
  kind,
  operand,
  type: operand.type,
  place: place(),
});
export const convert = (type: ScalarType, operand: Expression): Expression => ({
  kind: "convert",
  operand,
  type,
  place: place(),
});
export const math1 = (name: UnaryMath, operand: Expression, type: ValueType = operand.type): Expression => ({
  kind: "math1",
  name,
  operand,
  type,
  place: place(),
});
export const math2 = (name: BinaryMath, left: Expression, right: Expression): Expression => ({
  kind: "math2",
  name,
  left,
  right,
  type: left.type,
  place: place(),
});
export const choose = (condition: Expression, then: Expression, otherwise: Expression): Expression => ({
  kind: "choose",
  condition,
  then,
  otherwise,
  type: then.type,
  place: place(),
});
export const load = (array: ArrayVariable, ...indices: Expression[]): Expression => ({
  kind: "load",
  array,
  indices,
  type: ["i8", "u8", "i16", "u16"].includes(array.element) ? "i32" : (array.element as ScalarType),
  place: place(),
});
export const set = (v: Variable, value: Expression): Statement => ({
  kind: "set",
  variable: v,
  value,
  place: place(),
});
export const store = (array: ArrayVariable, indices: Expression[], value: Expression): Statement => ({
  kind: "store",
  array,
  indices,
  value,
  place: place(),
});
export const when = (
  condition: Expression,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement => ({ kind: "if", condition, then, otherwise, place: place() });
export const loop = (
  condition: Expression,
  body: readonly Statement[],
  more: {
    label?: Label;
    update?: readonly Statement[];
    testLast?: boolean;
    prelude?: readonly Statement[];
  } = {},
): Statement => ({
  kind: "loop",
  prelude: more.prelude ?? [],
  condition,
  body,
  update: more.update ?? [],
  testLast: more.testLast ?? false,
  label: more.label ?? { name: "loop" },
  place: place(),
});
export const leave = (kind: "break" | "continue", label: Label): Statement => ({
  kind,
  label,
  place: place(),
});
export const giveBack = (value: Expression | null): Statement => ({ kind: "return", value, place: place() });
export const call = (callee: FunctionIR, args: Expression[], result: Variable | null): Statement => ({
  kind: "call",
  callee,
  args,
  result,
  place: place(),
});

export function functionOf(
  name: string,
  parameters: readonly (Variable | ArrayVariable)[],
  result: ValueType | null,
  body: readonly Statement[],
): FunctionIR {
  return { name, parameters, result, body, place: place() };
}

export function programOf(
  entry: FunctionIR,
  form: ProgramIR["form"] = "scalar",
  others: readonly FunctionIR[] = [],
): ProgramIR {
  return {
    entry,
    functions: [...others, entry],
    form,
    float: "f32",
    shared: [],
    constants: [],
    source: { text: "", url: null, lineOffset: 0, sourceLine: null, name: entry.name },
  };
}

export type Column =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

export const COLUMNS = {
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
  bool: Uint8Array,
} as const;

const sizeOf = (e: ElementType): number => COLUMNS[e].BYTES_PER_ELEMENT;

/** The module of a loop over dense arrays with steps of `lanes`: addresses of inputs, of the output, and the length are parameters. */
export function elementModule(
  program: ProgramIR,
  inputs: readonly ElementType[],
  output: ElementType,
  lanes: number,
  notes = new Notes(),
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ address: "i32", shared: true });
  const scalar: Record<string, FunctionIndex> = {};
  for (const i of scalarImports(program))
    scalar[i.name] = module.importFunction("Math", i.name, i.params, i.results);
  const f = module.function([...inputs.map(() => "i32" as const), "i32", "i32"], [], "run");
  const left = f.param(inputs.length + 1);
  const elements = [...inputs, output];
  const step = (n: number): void => {
    const locals = inputs.map((element, k) => {
      const local = f.local("v128");
      const bytes = n * sizeOf(element);
      f.get(f.param(k));
      if (bytes === 16) f.memory("v128.load");
      else if (bytes >= 4) f.memory(bytes === 8 ? "v128.load64_zero" : "v128.load32_zero");
      else f.v128(new Uint8Array(16)).memoryLane(`v128.load${bytes * 8}_lane`, 0);
      if (element === "bool") f.v128(new Uint8Array(16)).op("i8x16.ne");
      f.set(local);
      return { local, element };
    });
    const out = f.local("v128");
    const width = emitScalarCall(f, program, {
      lanes: n,
      inputs: locals,
      output,
      relaxed: hasRelaxedSimd(),
      scalar,
      notes,
    });
    f.set(out);
    if (output === "bool") {
      const bytes = Array.from({ length: 16 }, (_, k) => (k < n ? k * width : 16));
      f.get(out)
        .v128(new Uint8Array(16))
        .shuffle(bytes)
        .v128(new Uint8Array(16).fill(1))
        .op("v128.and")
        .set(out);
    }
    f.get(f.param(inputs.length)).get(out);
    const bytes = n * sizeOf(output);
    if (bytes === 16) f.memory("v128.store");
    else f.memoryLane(`v128.store${bytes * 8}_lane`, 0);
    elements.forEach((e, k) => {
      f.get(f.param(k))
        .i32(n * sizeOf(e))
        .op("i32.add")
        .set(f.param(k));
    });
    f.get(left).i32(n).op("i32.sub").set(left);
  };
  for (const n of lanes === 1 ? [1] : [lanes, 1])
    f.block((done) => {
      f.loop((again) => {
        f.get(left).i32(n).op("i32.lt_s").brIf(done);
        step(n);
        f.br(again);
      });
    });
  return module.encode();
}

/** Runs a function of one element over columns of equal length. */
export function runElements(
  program: ProgramIR,
  inputs: readonly { element: ElementType; column: Column }[],
  output: ElementType,
  lanes?: number,
  notes = new Notes(),
): Column {
  const elements = inputs.map((i) => i.element);
  const n = lanes ?? scalarShape(program, { inputs: elements, output }).lanesLimit;
  const bytes = elementModule(program, elements, output, n, notes);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: heap().memory },
    Math: Math as unknown as WebAssembly.ModuleImports,
  });
  const length = inputs[0].column.length;
  const addresses = inputs.map(({ column }) => {
    const at = heap().allocate(Math.max(16, column.byteLength));
    heap().u8.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    return at;
  });
  const size = Math.max(16, length * sizeOf(output));
  const out = heap().allocate(size);
  (instance.exports.run as (...args: number[]) => void)(...addresses, out, length);
  const copy = heap().u8.slice(out, out + length * sizeOf(output));
  for (const at of [...addresses, out]) heap().release(at);
  return new COLUMNS[output](copy.buffer.slice(0, length * sizeOf(output))) as Column;
}
