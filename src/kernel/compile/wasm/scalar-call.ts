/** A function of one element inside np's fused loops: values come and go in vector registers. */
import { NotSupportedError } from "../../../errors.js";
import { heap } from "../../../memory/index.js";
import type { FunctionBuilder, FunctionIndex, Local } from "../../wasm/assembler.js";
import type { ScalarImport } from "../../wasm/math/index.js";
import type { ArrayVariable, ElementType, ProgramIR, ScalarType, Statement, Variable } from "../ir.js";
import { analyseUniformity, type Shape } from "../uniformity.js";
import { bodiesOf, expressionsOf, operandsOf } from "../walk.js";
import { type ArrayBinding, Notes } from "./context.js";
import { formatFor, maskWidthOf } from "./format.js";
import { Gang } from "./gang.js";
import { type InlinedBody, inlineCalls } from "./inline.js";
import { asMask, eachPart, pushLane } from "./lanes-values.js";
import { storedParts } from "./memory-access.js";
import { writtenOut } from "./parallel.js";
import { fullInterval, type Interval, Ranges } from "./ranges.js";
import { registerBinding } from "./register-array.js";
import { type Format, type GangValue, itemsizeOf, type MaskWidth, valueTypeOf, widthOf } from "./value.js";
import { mathImports } from "./vector-math.js";

/** What is known of a program before lanes are chosen. */
interface Prepared {
  readonly body: InlinedBody;
  readonly statements: readonly Statement[];
  readonly parameters: readonly Variable[];
}

const prepared = new WeakMap<ProgramIR, Prepared>();

function prepare(program: ProgramIR): Prepared {
  let out = prepared.get(program);
  if (out === undefined) {
    const body = inlineCalls(program);
    const parameters = body.parameters.map((p) => {
      if (p.kind === "array")
        throw new NotSupportedError(
          `${p.name}: an array parameter of a function of one element`,
          "wasm",
          "Compile functions of arrays with jit.",
        );
      return p;
    });
    out = { body, statements: writtenOut(body.statements), parameters };
    prepared.set(program, out);
  }
  return out;
}

/** The functions of `Math` that the code calls. Import them before the module's first function. */
export function scalarImports(program: ProgramIR): readonly ScalarImport[] {
  return mathImports(prepare(program).statements);
}

/** The intervals that parameters have at first. */
function startRanges(
  parameters: readonly Variable[],
  elements: readonly ElementType[],
): Map<Variable, Interval> {
  return new Map(parameters.map((p, k) => [p, fullInterval(elements[k] ?? p.type)]));
}

/** Bytes of the widest value in a gang of 16: what 8-bit data needs. */
function widestValue(program: ProgramIR, inputs: readonly ElementType[], output: ElementType): number {
  const { statements, parameters } = prepare(program);
  const ranges = new Ranges(statements, startRanges(parameters, inputs));
  let widest = itemsizeOf(output);
  const meet = (type: string, interval: () => Interval): void => {
    if (type === "bool") return;
    const format = type === "i32" || type === "u32" ? formatFor(16, type, interval()) : (type as Format);
    widest = Math.max(widest, widthOf(format)) as MaskWidth;
  };
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      if (s.kind === "set") meet(s.variable.type, () => ranges.variable(s.variable));
      const seen = [...expressionsOf(s)];
      for (let e = seen.pop(); e !== undefined; e = seen.pop()) {
        const x = e;
        if (x.kind !== "constant") meet(x.type, () => ranges.of(x));
        seen.push(...operandsOf(x));
      }
      for (const block of bodiesOf(s)) walk(block);
    }
  };
  walk(statements);
  return widest;
}

/** Vectors that the values of one gang may take at most: more would go through memory. */
const MOST_PARTS = 2;

/**
 * How many elements a step works on at most: as many as fit one v128 of the widest operand, while values inside take two registers at
 * most.
 */
export function scalarShape(
  program: ProgramIR,
  { inputs, output }: { readonly inputs: readonly ElementType[]; readonly output: ElementType },
): { lanesLimit: number } {
  const operand = Math.max(...[...inputs, output].map(itemsizeOf));
  const widest = widestValue(program, inputs, output);
  return { lanesLimit: Math.max(1, Math.min(16 / operand, (16 * MOST_PARTS) / widest)) };
}

export interface ScalarCall {
  readonly lanes: number;
  /** Values in the low lanes of a v128, in lanes of the element's width (bool: a mask of `width` bytes). */
  readonly inputs: readonly {
    readonly local: Local;
    readonly element: ElementType;
    readonly width?: number;
  }[];
  readonly output: ElementType;
  readonly relaxed: boolean;
  /** Imported functions of `Math`: those of `scalarImports`. */
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  readonly notes?: Notes;
}

/**
 * Calls the function for every lane: leaves one v128 with the results in its low lanes.
 *
 * @returns bytes of the result's lanes: the element's, or of a bool its mask's
 * @throws NotSupportedError for local arrays of more than 64 elements: they are kept in locals
 */
export function emitScalarCall(f: FunctionBuilder, program: ProgramIR, call: ScalarCall): number {
  const { body, statements, parameters } = prepare(program);
  const { lanes } = call;
  const elements = call.inputs.map((i) => i.element);
  const shapes = new Map<Variable, Shape>(parameters.map((p) => [p, "varying"]));
  const bindings = new Map<ArrayVariable, ArrayBinding>();
  const gang = new Gang({
    f,
    lanes,
    relaxed: call.relaxed,
    scalar: call.scalar,
    uniformity: analyseUniformity(statements, { lanes, variables: shapes, builtin: () => 0 }),
    ranges: new Ranges(statements, startRanges(parameters, elements)),
    notes: call.notes ?? new Notes(),
    arrays: (array) => {
      let binding = bindings.get(array);
      if (binding === undefined) {
        binding = array.space === "local" ? registerBinding(f, lanes, array) : constantBinding(f, array);
        bindings.set(array, binding);
      }
      return binding;
    },
  });
  parameters.forEach((p, k) => {
    const { local, element, width } = call.inputs[k];
    let v: GangValue;
    if (element === "bool")
      v = { kind: "mask", width: (width ?? 1) as MaskWidth, parts: [() => void f.get(local)] };
    else v = { kind: "lanes", format: element, parts: [() => void f.get(local)] };
    if (lanes === 1) {
      const whole = v;
      v = { kind: "uniform", type: p.type, push: () => pushLane(gang, whole, 0) };
    }
    gang.set(p, v, true);
  });
  gang.emit(statements);
  if (body.result === null) throw new RangeError("a function of one element that gives nothing");
  return pushResult(
    gang,
    gang.readVariable(body.result),
    body.result.type as ScalarType,
    gang.ranges.variable(body.result),
    call.output,
  );
}

/** Pushes the result in the element's format. */
function pushResult(
  gang: Gang,
  v: GangValue,
  type: ScalarType,
  range: Interval,
  output: ElementType,
): number {
  if (output === "bool") {
    const width = v.kind === "mask" ? v.width : maskWidthOf(gang.lanes);
    asMask(gang, v, width).parts[0]();
    return width;
  }
  if (type !== "bool" && type !== valueTypeOf(output))
    throw new RangeError(`a result of ${type} for an array of ${output}: the front end converts`);
  const value = type === "bool" ? numbersOf(gang, asMask(gang, v, maskWidthOf(gang.lanes))) : v;
  storedParts(gang, output, value, range)[0]();
  return widthOf(output);
}

function numbersOf(gang: Gang, v: GangValue & { kind: "mask" }): GangValue {
  const one = new Uint8Array(16);
  for (let k = 0; k < 16; k += v.width) one[k] = 1;
  const parts = eachPart(gang, [v.parts], () => void gang.f.v128(one).op("v128.and"));
  return { kind: "lanes", format: `u${v.width * 8}` as Format, parts };
}

/** Captured arrays lie in the heap as long as their kernels may run: as long as the process. */
const constants = new WeakMap<ArrayVariable, number>();

/** The binding of a captured array; of a local one there is none here. */
export function constantBinding(f: FunctionBuilder, array: ArrayVariable): ArrayBinding {
  if (array.space !== "constant" || array.values === null || array.shape === null)
    throw new NotSupportedError(
      `${array.name}: a ${array.space} array in a function of one element`,
      "wasm",
      "Use scalars, or compile the loop around it with jit.",
    );
  let address = constants.get(array);
  if (address === undefined) {
    const size = itemsizeOf(array.element);
    address = heap().allocate(Math.max(16, array.values.length * size));
    const view = new DataView(heap().u8.buffer, address, array.values.length * size);
    for (const [k, x] of array.values.entries()) writeElement(view, k * size, array.element, x);
    constants.set(array, address);
  }
  const at = address;
  return {
    address: () => void f.i32(at),
    lengths: array.shape.map((n) => () => void f.i32(n)),
    perLane: false,
  };
}

function writeElement(view: DataView, at: number, element: ElementType, x: number | bigint): void {
  switch (element) {
    case "f32":
      view.setFloat32(at, Number(x), true);
      break;
    case "f64":
      view.setFloat64(at, Number(x), true);
      break;
    case "i64":
    case "u64":
      view.setBigInt64(at, BigInt.asIntN(64, BigInt(x)), true);
      break;
    case "i32":
    case "u32":
      view.setInt32(at, Number(BigInt.asIntN(32, BigInt(x))), true);
      break;
    case "i16":
    case "u16":
      view.setInt16(at, Number(x), true);
      break;
    default:
      view.setInt8(at, Number(x));
  }
}
