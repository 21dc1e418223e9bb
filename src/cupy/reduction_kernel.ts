/** Reductions with expressions of the user's. https://docs.cupy.dev/en/stable/user_guide/kernel.html#reduction-kernels */
import {
  broadcastShapes,
  type DType,
  normalizeAxes,
  type Shape,
  sameShape,
  shapeText,
  sizeOf,
} from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import type { Node } from "../kernel/index.js";
import { wgslType } from "../kernel/wgsl/index.js";
import type { KernelOptions } from "./elementwise_kernel.js";
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
import type { ArrayLike, ReductionOptions } from "./types.js";
import { UserShader } from "./user_shader.js";

/** Lanes that reduce one result together: their partial results are combined in a tree of fixed shape. */
const LANES = 64;
const MAX_GROUPS = 65535;

/** A reduction: call it with arrays and numbers, then (or not) `{axis, keepdims, out}`. */
export interface ReductionKernel {
  (...args: readonly (ArrayLike | ReductionOptions)[]): NDArray;
  readonly name: string;
  readonly in_params: string;
  readonly out_params: string;
}

interface Form {
  readonly name: string;
  readonly ins: readonly Parameter[];
  readonly result: Parameter;
  readonly map: string;
  readonly reduce: string;
  readonly post: string;
  readonly identity: string | null;
  readonly preamble: string;
}

function shaderText(
  form: Form,
  types: ReadonlyMap<string, DType>,
  inputs: readonly Node[],
  rank: number,
): { code: string; firstLine: number } {
  const { ins, result, name } = form;
  const dtype = dtypeOf(name, result, types);
  const type = VALUE_TYPES[dtype.name] as string;
  const scalars = inputs.filter(isScalarNode).length;
  const globals = ["@group(0) @binding(0) var<storage, read> _p: array<u32>;"];
  const loads: string[] = [];
  let scalar = 2;
  let place = 2 + scalars + rank;
  let binding = 1;
  ins.forEach((parameter, k) => {
    const node = inputs[k] as Node;
    if (isScalarNode(node)) {
      loads.push(scalarText(node.dtype, scalar++));
      return;
    }
    const { storage, fromStorage } = wgslType(node.dtype);
    const variable = `_in_${parameter.name}`;
    globals.push(`@group(0) @binding(${binding++}) var<storage, read> ${variable}: array<${storage}>;`);
    loads.push(fromStorage(`${variable}[_place(i, ${place}u)]`));
    place += rank + 1;
  });
  const { storage, toStorage } = wgslType(dtype);
  globals.push(`@group(0) @binding(${binding}) var<storage, read_write> _out: array<${storage}>;`);
  const declared = ins.map(({ name: each }, k) => `${each}: ${VALUE_TYPES[(inputs[k] as Node).dtype.name]}`);
  const before = [
    ...globals,
    `var<workgroup> _shared: array<${type}, ${LANES}>;`,
    aliases(types),
    placeFunction(rank, 2 + scalars),
    form.preamble,
  ].join("\n");
  // The map expression is the user's first line.
  const code = `${before}
fn _map(${declared.join(", ")}) -> ${type} { return ${type}(${form.map}); }
fn _reduce(a: ${type}, b: ${type}) -> ${type} { return ${type}(${form.reduce}); }
fn _post(a: ${type}) -> ${type} {
var ${result.name} = a;
for (var _round = 0u; _round < 1u; _round++) {
${form.post}
;
}
return ${result.name};
}
fn _load(i: u32) -> ${type} { return _map(${loads.join(", ")}); }
@compute @workgroup_size(${LANES})
fn main(@builtin(local_invocation_index) _lane: u32, @builtin(workgroup_id) _group: vec3<u32>, @builtin(num_workgroups) _groups: vec3<u32>) {
  let _outs = _p[0];
  let _length = _p[1];
  for (var _o = _group.x; _o < _outs; _o += _groups.x) {
    if (_lane < _length) {
      var _sum = _load(_o * _length + _lane);
      for (var _k = _lane + ${LANES}u; _k < _length; _k += ${LANES}u) { _sum = _reduce(_sum, _load(_o * _length + _k)); }
      _shared[_lane] = _sum;
    }
    workgroupBarrier();
    for (var _half = ${LANES / 2}u; _half > 0u; _half /= 2u) {
      if (_lane < _half && _lane + _half < _length) { _shared[_lane] = _reduce(_shared[_lane], _shared[_lane + _half]); }
      workgroupBarrier();
    }
    if (_lane == 0u) {
      ${form.identity === null ? "" : `if (_length == 0u) { _shared[0] = ${type}(${form.identity}); }`}
      let _result = _post(_shared[0]);
      _out[_o] = ${toStorage("_result")};
    }
    workgroupBarrier();
  }
}
`;
  return { code, firstLine: before.split("\n").length + 1 };
}

function launch(form: Form, shaders: Map<string, UserShader>, all: readonly unknown[]): NDArray {
  const { args, options } = splitOptions<ReductionOptions>(all);
  const { ins, name, result } = form;
  if (args.length !== ins.length)
    throw new DTypeError(
      `${name} takes ${ins.length} arguments, got ${args.length} (out is an option: {out})`,
    );
  const { out } = options;
  if (out !== undefined && !(out instanceof NDArray))
    throw new DTypeError(`${name}: out must be a manycore/cupy array`);
  const { types, inputs } = bindInputs(
    name,
    ins,
    args,
    out === undefined ? [] : [{ parameter: result, given: out }],
  );
  const arrays = inputs.filter((node) => !isScalarNode(node));
  if (arrays.length === 0) throw new DTypeError(`${name}: a reduction takes an array`);
  const whole = broadcastShapes(...arrays.map((node) => node.shape));
  const { axis } = options;
  const every = whole.map((_, k) => k);
  const reducedAxes =
    axis === undefined || axis === null
      ? every
      : normalizeAxes(typeof axis === "number" ? [axis] : axis, whole.length);
  const kept = every.filter((each) => !reducedAxes.includes(each));
  const order = [...kept, ...reducedAxes];
  const shape: Shape =
    options.keepdims === true
      ? whole.map((n, k) => (reducedAxes.includes(k) ? 1 : n))
      : kept.map((k) => whole[k] as number);
  const size = sizeOf(shape);
  const length = sizeOf(reducedAxes.map((k) => whole[k] as number));
  if (size * length >= 2 ** 31)
    throw new ValueError(`${name}: a kernel reduces less than 2^31 elements, got ${size * length}`);
  if (length === 0 && form.identity === null)
    throw new ValueError(`zero-size array to reduction operation ${name} which has no identity`);
  if (out !== undefined && !sameShape(out.shape, shape))
    throw new ValueError(
      `${name}: an output array of shape ${shapeText(out.shape)} for a result of shape ${shapeText(shape)}`,
    );
  const key = JSON.stringify([
    [...types].map(([letter, dtype]) => [letter, dtype.name]),
    inputs.map(isScalarNode),
    whole.length,
  ]);
  let shader = shaders.get(key);
  if (shader === undefined) {
    const { code, firstLine } = shaderText(form, types, inputs, whole.length);
    shader = new UserShader(name, code, "main", firstLine);
    shaders.set(key, shader);
  }
  const words = (): number[] => {
    const scalars = inputs.filter(isScalarNode).map((node) => wordOf(node.value, node.dtype));
    // Reduced axes last: a result's elements follow each other.
    const placed = arrays.flatMap((node) => {
      const [offset, ...strides] = placeWords(node, whole) as [number, ...number[]];
      return [offset, ...order.map((k) => strides[k] as number)];
    });
    return [size, length, ...scalars, ...order.map((k) => whole[k] as number), ...placed];
  };
  const node = new KernelNode(dtypeOf(name, result, types), shape, null, arrays);
  node.job = {
    shader,
    groups: [Math.min(MAX_GROUPS, size), 1, 1],
    arguments: [
      { kind: "words", words },
      ...arrays.map((input): Argument => ({ kind: "input", node: input })),
      { kind: "output", at: 0 },
    ],
    outputs: [node],
  };
  if (out === undefined) return new NDArray(node);
  out.node = node;
  return out as NDArray;
}

/**
 * A reduction over some or all axes from three expressions in WGSL: `map_expr` of the parameters gives what is reduced,
 * `reduce_expr` of `a` and `b` makes one of two (in any order and grouping, the same in every run), `post_map_expr` is a
 * statement that sets the result from `a`. What is reduced has the result's dtype. `identity` is the result over no elements (before
 * `post_map_expr`); without one that is an error. Arguments broadcast; a raw one isn't offered.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.ReductionKernel.html
 *
 * @example
 * const l2norm = cp.ReductionKernel("T x", "T y", "x * x", "a + b", "y = sqrt(a)", "0", "l2norm");
 * console.log(await l2norm(cp.asarray([[3, 4], [6, 8]]), { axis: 1 }).tolist()); // [5, 10]
 *
 * @throws ValueError for parameters that don't parse or several results; at the call DTypeError, AxisError, ValueError; when it is
 * awaited CompileError for WGSL that doesn't compile
 */
export function ReductionKernel(
  in_params: string,
  out_params: string,
  map_expr: string,
  reduce_expr: string,
  post_map_expr: string,
  identity: string | number | null,
  name = "reduce_kernel",
  options: KernelOptions = {},
): ReductionKernel {
  const ins = parseParameters(in_params);
  const outs = parseParameters(out_params, new Set(["a", "i", "main"]));
  if (outs.length !== 1) throw new ValueError(`${name}: a reduction has one result, got ${outs.length}`);
  const result = outs[0] as Parameter;
  if ([...ins, result].some(({ raw }) => raw))
    throw new NotSupportedError(`${name}: a raw parameter of ReductionKernel`, "cupy", "Use RawKernel.");
  if (ins.some((each) => each.name === result.name))
    throw new ValueError(`${name}: the parameter ${result.name} is declared twice`);
  const form: Form = {
    name,
    ins,
    result,
    map: map_expr,
    reduce: reduce_expr,
    post: post_map_expr,
    identity: identity === null || identity === "" ? null : String(identity),
    preamble: options.preamble ?? "",
  };
  const shaders = new Map<string, UserShader>();
  const kernel = (...args: readonly unknown[]) => launch(form, shaders, args);
  Object.defineProperty(kernel, "name", { value: name });
  return Object.assign(kernel, { in_params, out_params }) as ReductionKernel;
}
