/** Elementwise kernels with a body of the user's. https://docs.cupy.dev/en/stable/user_guide/kernel.html */
import {
  asShape,
  broadcastShapes,
  type DType,
  type Shape,
  sameShape,
  shapeText,
  sizeOf,
} from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import type { Node } from "../kernel/index.js";
import { wgslType } from "../kernel/wgsl/index.js";
import {
  aliases,
  bindInputs,
  dtypeOf,
  isScalarNode,
  type Parameter,
  parseParameters,
  placeFunction,
  placeWords,
  scalarText,
  splitOptions,
  VALUE_TYPES,
  wordOf,
} from "./kernel_parameters.js";
import { NDArray } from "./ndarray.js";
import { type Argument, KernelNode } from "./pending_kernel.js";
import { denseNode } from "./pending_view.js";
import type { ArrayLike } from "./types.js";
import { UserShader, withoutComments } from "./user_shader.js";

/** Elements that a workgroup computes at a time, and workgroups at most: the kernel goes round for the rest. */
const LANES = 64;
const MAX_GROUPS = 65535;

/** Options of a kernel. */
export interface KernelOptions {
  /** Functions and constants in WGSL that the body uses. */
  readonly preamble?: string;
}

/** Options of a call. */
export interface ElementwiseCallOptions {
  /** Elements to compute, where all parameters are raw. */
  readonly size?: number | readonly number[];
}

/** A kernel: call it with arrays and numbers, then (or not) the arrays that take the results, then (or not) `{size}`. */
export interface ElementwiseKernel<Results = NDArray> {
  (...args: readonly (ArrayLike | ElementwiseCallOptions)[]): Results;
  readonly name: string;
  readonly in_params: string;
  readonly out_params: string;
  readonly operation: string;
}

/** One text a set of dtypes, of arguments that are scalars, of axes and of results that have a value before. */
interface Form {
  readonly name: string;
  readonly ins: readonly Parameter[];
  readonly outs: readonly Parameter[];
  readonly operation: string;
  readonly preamble: string;
}

function shaderText(
  form: Form,
  types: ReadonlyMap<string, DType>,
  inputs: readonly Node[],
  rank: number,
  given: boolean,
): { code: string; firstLine: number } {
  const { ins, outs, name } = form;
  const scalars = inputs.filter(isScalarNode).length;
  const header = 1 + scalars + rank;
  const globals: string[] = ["@group(0) @binding(0) var<storage, read> _p: array<u32>;"];
  const loads: string[] = [];
  const stores: string[] = [];
  let scalar = 1;
  let place = header;
  let binding = 1;
  ins.forEach((parameter, k) => {
    const node = inputs[k] as Node;
    if (isScalarNode(node)) {
      loads.push(`let ${parameter.name} = ${scalarText(node.dtype, scalar++)};`);
      return;
    }
    const { storage, fromStorage } = wgslType(node.dtype);
    const variable = parameter.raw ? parameter.name : `_in_${parameter.name}`;
    globals.push(`@group(0) @binding(${binding++}) var<storage, read> ${variable}: array<${storage}>;`);
    if (parameter.raw) return;
    loads.push(`let ${parameter.name} = ${fromStorage(`${variable}[_place(i, ${place}u)]`)};`);
    place += rank + 1;
  });
  for (const parameter of outs) {
    const dtype = dtypeOf(name, parameter, types);
    const { storage, fromStorage, toStorage } = wgslType(dtype);
    const variable = parameter.raw ? parameter.name : `_out_${parameter.name}`;
    globals.push(`@group(0) @binding(${binding++}) var<storage, read_write> ${variable}: array<${storage}>;`);
    if (parameter.raw) continue;
    loads.push(
      `var ${parameter.name}: ${VALUE_TYPES[dtype.name]}${given ? ` = ${fromStorage(`${variable}[i]`)}` : ""};`,
    );
    stores.push(`${variable}[i] = ${toStorage(parameter.name)};`);
  }
  const before = [
    ...globals,
    aliases(types),
    placeFunction(rank, 1 + scalars),
    form.preamble,
    `@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) _id: vec3<u32>, @builtin(num_workgroups) _groups: vec3<u32>) {
let _ind_size = _p[0];
for (var _k = _id.x; _k < _ind_size; _k += _groups.x * ${LANES}u) {
let i = _k;`,
    ...loads,
    // A loop of one round, so that the body may break and continue without leaving out the results.
    "for (var _round = 0u; _round < 1u; _round++) {",
  ].join("\n");
  return {
    code: `${before}\n${form.operation}\n;\n}\n${stores.join("\n")}\n}\n}\n`,
    firstLine: before.split("\n").length + 1,
  };
}

/** The shape to compute: all arrays that aren't raw, broadcast, or `size`. */
function shapeOf(
  form: Form,
  inputs: readonly Node[],
  given: readonly NDArray[],
  size: ElementwiseCallOptions["size"],
): Shape {
  const shapes = form.ins.flatMap(({ raw }, k) => {
    const node = inputs[k] as Node;
    return raw || isScalarNode(node) ? [] : [node.shape];
  });
  const results = form.outs.flatMap(({ raw }, k) => (raw || given.length === 0 ? [] : [given[k] as NDArray]));
  const arrays = shapes.length + results.length > 0;
  if (arrays && size !== undefined)
    throw new ValueError(`${form.name}: size is for calls whose array arguments all are raw`);
  if (!arrays && size === undefined) {
    if (inputs.every(isScalarNode) && form.outs.every(({ raw }) => !raw)) return [];
    throw new ValueError(`${form.name}: say {size: n}: no argument tells how many elements to compute`);
  }
  const shape =
    size !== undefined
      ? asShape(size)
      : shapes.length > 0
        ? broadcastShapes(...shapes)
        : (results[0] as NDArray).shape;
  // A result may be wider than the arguments, as NumPy's out.
  const whole = results.length > 0 ? broadcastShapes(shape, (results[0] as NDArray).shape) : shape;
  for (const result of results)
    if (!sameShape(result.shape, whole))
      throw new ValueError(
        `${form.name}: an output array of shape ${shapeText(result.shape)} for a result of shape ${shapeText(whole)}`,
      );
  return whole;
}

function launch(form: Form, shaders: Map<string, UserShader>, all: readonly unknown[]): NDArray[] {
  const { args, options } = splitOptions<ElementwiseCallOptions>(all);
  const { ins, outs, name } = form;
  if (args.length !== ins.length && args.length !== ins.length + outs.length)
    throw new DTypeError(
      `${name} takes ${ins.length} arguments, or ${ins.length + outs.length} with the arrays for the results; got ${args.length}`,
    );
  const given = args.slice(ins.length).map((out) => {
    if (!(out instanceof NDArray)) throw new DTypeError(`${name}: a result goes into a manycore/cupy array`);
    return out;
  });
  if (new Set(given.map((out) => out.shared)).size < given.length)
    throw new ValueError(`${name}: two results for one array`);
  const unplaced = outs.find(({ raw }) => raw && given.length === 0);
  if (unplaced !== undefined)
    throw new ValueError(`${name}: the raw result ${unplaced.name} needs an array to be written to`);
  const { types, inputs: bound } = bindInputs(
    name,
    ins,
    args.slice(0, ins.length),
    given.map((out, k) => ({ parameter: outs[k] as Parameter, given: out })),
  );
  // The body indexes a raw argument itself: it lies in C order.
  const inputs = bound.map((node, k) => (ins[k]?.raw === true ? denseNode(node) : node));
  const shape = shapeOf(form, inputs, given, options.size);
  const size = sizeOf(shape);
  if (size >= 2 ** 31)
    throw new ValueError(`${name}: a kernel computes less than 2^31 elements, got ${size}`);
  const key = JSON.stringify([
    [...types].map(([letter, dtype]) => [letter, dtype.name]),
    inputs.map(isScalarNode),
    shape.length,
    given.length > 0,
  ]);
  let shader = shaders.get(key);
  if (shader === undefined) {
    const { code, firstLine } = shaderText(form, types, inputs, shape.length, given.length > 0);
    shader = new UserShader(name, code, "main", firstLine);
    shaders.set(key, shader);
  }
  const arrays = inputs.filter((node) => !isScalarNode(node));
  const words = (): number[] => {
    const placed = ins.flatMap(({ raw }, k) => {
      const node = inputs[k] as Node;
      return raw || isScalarNode(node) ? [] : placeWords(node, shape);
    });
    const scalars = inputs.filter(isScalarNode).map((node) => wordOf(node.value, node.dtype));
    return [size, ...scalars, ...shape, ...placed];
  };
  const outputs = outs.map((parameter, k) => {
    const into = given[k];
    return new KernelNode(
      dtypeOf(name, parameter, types),
      parameter.raw ? (into as NDArray).shape : shape,
      into?.node ?? null,
      arrays,
    );
  });
  const job = {
    shader,
    groups: [Math.min(MAX_GROUPS, Math.ceil(size / LANES)), 1, 1] as const,
    arguments: [
      { kind: "words", words },
      ...ins.flatMap((_, k): Argument[] => {
        const node = inputs[k] as Node;
        if (isScalarNode(node)) return [];
        return [{ kind: "input", node }];
      }),
      ...outputs.map((_, at): Argument => ({ kind: "output", at })),
    ] satisfies Argument[],
    outputs,
  };
  return outputs.map((node, k) => {
    node.job = job;
    const into = given[k];
    if (into === undefined) return new NDArray(node);
    into.node = node;
    return into;
  });
}

/**
 * A kernel from statements in WGSL on the declared names, called for every element of its arrays, broadcast together. Types
 * are dtypes or single letters, which take the dtype of their argument (and are WGSL aliases in the body). A `raw` parameter
 * isn't broadcast: the body indexes it, by `i`, the position of the element (u32), or by anything else; `_ind_size` is CuPy's
 * `_ind.size()`. A raw array of bool is `array<u32>`. Results begin as zero, or as what the array given for them holds.
 * It is recorded and runs as a kernel of its own when a result is awaited. Callable as in CuPy, without `new`.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.ElementwiseKernel.html
 *
 * @example
 * const squared_diff = cp.ElementwiseKernel("float32 x, float32 y", "float32 z", "z = (x - y) * (x - y);", "squared_diff");
 * console.log(await squared_diff(cp.arange(3), 1).tolist()); // [1, 0, 1]
 *
 * @throws ValueError for parameters that don't parse; at the call DTypeError for an argument of another dtype; when it is awaited
 * CompileError for WGSL that doesn't compile, with the line of the body
 */
export function ElementwiseKernel<const Out extends string>(
  in_params: string,
  out_params: Out,
  operation: string,
  name = "kernel",
  options: KernelOptions = {},
): ElementwiseKernel<Out extends `${string},${string}` ? NDArray[] : NDArray> {
  const ins = parseParameters(in_params);
  const outs = parseParameters(out_params);
  const both = [...ins, ...outs].map((each) => each.name);
  const twice = both.find((each, k) => both.indexOf(each) !== k);
  if (twice !== undefined) throw new ValueError(`${name}: the parameter ${twice} is declared twice`);
  if (outs.length === 0) throw new ValueError(`${name}: a kernel has at least one result`);
  if (/\breturn\b/.test(withoutComments(operation)))
    throw new ValueError(`${name}: no return in the body, which goes on to other elements: use continue`);
  const form: Form = { name, ins, outs, operation, preamble: options.preamble ?? "" };
  const shaders = new Map<string, UserShader>();
  const kernel = (...args: readonly unknown[]) => {
    const results = launch(form, shaders, args);
    return outs.length === 1 ? results[0] : results;
  };
  Object.defineProperty(kernel, "name", { value: name });
  return Object.assign(kernel, { in_params, out_params, operation }) as unknown as ElementwiseKernel<
    Out extends `${string},${string}` ? NDArray[] : NDArray
  >;
}
