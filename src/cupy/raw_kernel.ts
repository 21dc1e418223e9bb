/** Whole WGSL modules as kernels. https://docs.cupy.dev/en/stable/user_guide/kernel.html#raw-kernels */
import { DTYPES, type DType } from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import type { Node } from "../kernel/index.js";
import { openGpu } from "../kernel/wgsl/index.js";
import { evaluate } from "./evaluate.js";
import { wordOf } from "./kernel_parameters.js";
import { NDArray } from "./ndarray.js";
import { isScalar, scalarInto } from "./operands.js";
import { type Argument, isPendingKernel, KernelNode } from "./pending_kernel.js";
import { denseNode } from "./pending_view.js";
import type { SharedValue } from "./shared_value.js";
import type { Scalar } from "./types.js";
import { type ShaderBinding, UserShader, withoutComments } from "./user_shader.js";

/** WebGPU's default maxComputeWorkgroupsPerDimension. */
const MAX_GROUPS = 65535;

/** Counts in one, two or three directions. */
export type Extent = number | readonly number[];

/** What a raw kernel takes: arrays for storage buffers, numbers for uniforms. */
export type RawArgument = NDArray | Scalar;

/** A kernel: `await k(grid, args)`, or with the size of a workgroup as in CuPy, `await k(grid, block, args)`. */
export interface RawKernel {
  (grid: Extent, args: readonly RawArgument[]): Promise<void>;
  (grid: Extent, block: Extent, args: readonly RawArgument[]): Promise<void>;
  readonly name: string;
  readonly code: string;
  /** Compiles without a launch. @throws CompileError with the line; DeviceError without a GPU */
  compile(): Promise<void>;
}

function extent(what: string, given: Extent): [number, number, number] {
  const counts = typeof given === "number" ? [given] : [...given];
  if (
    counts.length < 1 ||
    counts.length > 3 ||
    counts.some((n) => !Number.isInteger(n) || n < 0 || n > MAX_GROUPS)
  )
    throw new ValueError(
      `${what} is one to three whole numbers from 0 to ${MAX_GROUPS}, got ${JSON.stringify(given)}`,
    );
  return [counts[0] as number, counts[1] ?? 1, counts[2] ?? 1];
}

const SCALARS: Readonly<Record<string, DType>> = {
  f32: DTYPES.float32,
  i32: DTYPES.int32,
  u32: DTYPES.uint32,
};
const SUFFIXES: Readonly<Record<string, string>> = { f: "f32", i: "i32", u: "u32" };

/** The scalar that a storage variable is made of; null for a structure of the user's. */
function elementOf(type: string): DType | null {
  const inner = /^array\s*<\s*([\s\S]*?)\s*(?:,\s*\w+\s*)?>$/.exec(type)?.[1] ?? type;
  const scalar = /^(?:vec[234]|mat[234]x[234]|atomic)\s*<\s*(\w+)\s*>$/.exec(inner)?.[1];
  const suffix = /^(?:vec[234]|mat[234]x[234])([fiu])$/.exec(inner)?.[1];
  return SCALARS[scalar ?? (suffix === undefined ? inner : (SUFFIXES[suffix] as string))] ?? null;
}

/** @throws DTypeError; OverflowError for an argument that isn't what the binding takes */
function checkArgument(kernel: string, binding: ShaderBinding, given: RawArgument): void {
  const declared = `${binding.name}: ${binding.type}`;
  if (binding.access === "uniform") {
    const dtype = SCALARS[binding.type];
    if (dtype === undefined)
      throw new NotSupportedError(
        `${kernel}: uniform ${declared}`,
        "cupy",
        "Uniforms are f32, i32 or u32; give structures as storage buffers, var<storage, read>.",
      );
    if (!isScalar(given)) throw new DTypeError(`${kernel}: ${declared} takes a number`);
    scalarInto(given, dtype);
    return;
  }
  if (!(given instanceof NDArray)) throw new DTypeError(`${kernel}: ${declared} takes a manycore/cupy array`);
  const element = elementOf(binding.type);
  const held = given.dtype.kind === "bool" ? DTYPES.uint32 : given.dtype;
  if (element !== null && element !== held)
    throw new DTypeError(
      `${kernel}: ${declared} takes an array of ${element.name}, got ${given.dtype.name}: cast it with astype("${element.name}")`,
    );
}

/** @throws ValueError when the text says another size */
function checkBlock(kernel: string, code: string, block: Extent): void {
  const declared = /@workgroup_size\s*\(([^)]*)\)/.exec(withoutComments(code))?.[1];
  const sizes = (declared ?? "1")
    .split(",")
    .map((n) => n.trim())
    .filter((n) => n !== "");
  // A constant's name: the compiler knows it, we don't.
  if (sizes.some((n) => !/^\d+[iu]?$/.test(n))) return;
  const said = extent(
    "@workgroup_size",
    sizes.map((n) => Number.parseInt(n, 10)),
  );
  const asked = extent("block", block);
  if (asked.some((n, k) => n !== said[k]))
    throw new ValueError(
      `${kernel}: block ${JSON.stringify(block)}, but the code says @workgroup_size(${declared ?? 1}), which is what runs: leave block out or change one of them`,
    );
}

/**
 * A kernel from a whole WGSL module; `name` is its entry point. Arguments go to the variables `@group(0) @binding(n) var<…>` in
 * the order of their declaration: an array of the same element to `var<storage, read>` and `var<storage, read_write>`, a number to
 * `var<uniform>` of f32, i32 or u32. `grid` counts workgroups; the size of one is in the code. Arrays bound for writing have the
 * kernel's values from the call on, and whoever recorded something on them before, or has a `copy()`, keeps the old ones (their
 * memory is copied first); an array bound for reading beside shows its old values too. bools are u32, 0 and 1.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.RawKernel.html
 *
 * @example
 * const add_one = cp.RawKernel(`
 *   @group(0) @binding(0) var<storage, read_write> x: array<f32>;
 *   @compute @workgroup_size(64) fn add_one(@builtin(global_invocation_id) id: vec3u) {
 *     if (id.x < arrayLength(&x)) { x[id.x] += 1.0; }
 *   }`, "add_one");
 * await add_one(1, [x]);
 *
 * @throws ValueError, DTypeError at the call for arguments that don't fit; CompileError with the line when the code doesn't compile
 */
export function RawKernel(code: string, name: string): RawKernel {
  const shader = new UserShader(name, code, name);
  const compile = async (): Promise<void> => {
    const gpu = await openGpu();
    await shader.check(gpu);
    if (shader.error !== null) throw shader.error;
  };
  const launch = (grid: Extent, second: Extent | readonly RawArgument[], third?: readonly RawArgument[]) => {
    const args = (third ?? second) as readonly RawArgument[];
    const groups = extent("grid", grid);
    if (!Array.isArray(args))
      throw new DTypeError(
        `${name}: arguments come as a list: await ${name}(grid, [x, y]), got ${typeof args}`,
      );
    if (third !== undefined) checkBlock(name, code, second as Extent);
    const { bindings } = shader;
    if (args.length !== bindings.length)
      throw new DTypeError(
        `${name} takes ${bindings.length} arguments (${bindings.map((b) => `${b.name}: ${b.type}`).join(", ")}), got ${args.length}`,
      );
    bindings.forEach((binding, k) => {
      checkArgument(name, binding, args[k] as RawArgument);
    });
    const written = args.filter((_, k) => bindings[k]?.access === "read_write") as NDArray[];
    if (written.length === 0)
      throw new ValueError(`${name} writes to nothing: declare a var<storage, read_write> for its result`);
    if (new Set(written.map((array) => array.shared)).size < written.length)
      throw new ValueError(`${name}: an array is bound for writing twice`);
    const inputs = args.flatMap((given, k) =>
      given instanceof NDArray && bindings[k]?.access === "read" ? [denseNode(given.node)] : [],
    );
    let read = 0;
    const outputs = written.map(
      (array) => new KernelNode(array.dtype as DType, array.shape, array.node, inputs),
    );
    let place = 0;
    const job = {
      shader,
      groups,
      arguments: args.map((given, k): Argument => {
        const binding = bindings[k] as ShaderBinding;
        if (!(given instanceof NDArray)) {
          const word = wordOf(
            scalarInto(given, SCALARS[binding.type] as DType).value,
            SCALARS[binding.type] as DType,
          );
          return { kind: "words", words: () => [word] };
        }
        if (binding.access === "read_write") return { kind: "output", at: place++ };
        return { kind: "input", node: inputs[read++] as Node };
      }),
      outputs,
    };
    const values = written.map(({ shared }) => shared);
    const before = values.map((value) => value.node);
    outputs.forEach((node, k) => {
      node.job = job;
      (written[k] as NDArray).node = node;
    });
    const after = values.map((value) => value.node);
    return evaluate(outputs[0] as KernelNode).catch((error: unknown) => {
      // It never ran: the arrays have what they had.
      outputs.forEach((node, k) => {
        const value = values[k] as SharedValue;
        if (value.node === after[k] && isPendingKernel(node)) value.node = before[k] as Node;
      });
      throw error;
    });
  };
  return Object.assign(Object.defineProperty(launch, "name", { value: name }), {
    code,
    compile,
  }) as RawKernel;
}
