/** Runs compiled functions on the GPU's device, SwiftShader in tests. */
import type { ProgramIR } from "../../src/kernel/compile/ir.js";
import { wgslFunctions } from "../../src/kernel/compile/wgsl/index.js";
import {
  Batch,
  type Gpu,
  type KernelArgument,
  type KernelLaunch,
  launchKernel,
  openGpu,
} from "../../src/kernel/wgsl/index.js";

export type DeviceData = Float32Array | Int32Array | Uint32Array;
/** Memory of kernels: narrow integers lie packed; arrays of whole words. */
export type KernelData = DeviceData | Int8Array | Uint8Array | Int16Array | Uint16Array;

const VIEWS = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, bool: Uint32Array } as const;
type DeviceType = keyof typeof VIEWS;

const storage = (type: DeviceType): string => (type === "bool" ? "u32" : type);
const GROUP = 64;

let shaders = 0;

/** The values of a function of numbers, for the numbers at each place of the inputs; bools as words. */
export async function runScalar(program: ProgramIR, inputs: readonly DeviceData[]): Promise<DeviceData> {
  const gpu = await openGpu();
  const { declarations, entry } = wgslFunctions(program, "f0_");
  const types = program.entry.parameters.map((parameter) =>
    parameter.kind === "variable" ? (parameter.type as DeviceType) : "f32",
  );
  const result = program.entry.result as DeviceType;
  const values = types.map((type, k) => (type === "bool" ? `(in${k}[i] != 0u)` : `in${k}[i]`));
  const call = `${entry}(${values.join(", ")})`;
  const { libraryFor } = await import("../../src/kernel/wgsl/library/index.js");
  const code = [
    "@group(0) @binding(0) var<uniform> params: array<vec4<u32>, 1>;",
    `@group(0) @binding(1) var<storage, read_write> result: array<${storage(result)}>;`,
    ...types.map(
      (type, k) => `@group(0) @binding(${k + 2}) var<storage, read> in${k}: array<${storage(type)}>;`,
    ),
    libraryFor(declarations),
    declarations,
    `@compute @workgroup_size(${GROUP}) fn main(@builtin(global_invocation_id) id: vec3<u32>) {`,
    `  let i = id.x; if (i < params[0].x) { result[i] = ${result === "bool" ? `u32(${call})` : call}; } }`,
  ].join("\n");
  const n = inputs[0]?.length ?? 1;
  const batch = new Batch(gpu);
  const buffers = [n * 4, ...inputs.map((data) => data.byteLength)].map((bytes) => gpu.pool.allocate(bytes));
  inputs.forEach((data, k) => {
    batch.upload(buffers[k + 1], data);
  });
  const [first, ...rest] = buffers.map((buffer) => ({ buffer, offset: 0, size: n * 4 }));
  const text = { name: `test ${shaders++}`, parameterWords: 4, inputs: types.length, code: () => code };
  batch.launch(text, [n, 0, 0, 0], first, rest, [Math.ceil(n / GROUP), 1, 1]);
  const staging = batch.download(first.buffer, n * 4);
  const error = await batch.submit();
  if (error !== null) throw new Error(`${error.message}\n${code}`);
  const words = await gpu.staging.read(staging, n * 4);
  for (const buffer of buffers) gpu.pool.release(buffer);
  return new VIEWS[result](words);
}

/** An argument of a kernel: arrays that are one object share a buffer. */
export type HostArgument =
  | { readonly data: KernelData; readonly shape: readonly number[] }
  | number
  | boolean;

/** Launches a kernel on copies of the arrays and writes what it left there into them. */
export async function runKernel(
  program: ProgramIR,
  launch: KernelLaunch,
  args: readonly HostArgument[],
  gpu?: Gpu,
): Promise<void> {
  const on = gpu ?? (await openGpu());
  const arrays = [...new Set(args.flatMap((arg) => (typeof arg === "object" ? [arg.data] : [])))];
  const buffers = arrays.map((data) => on.pool.allocate(Math.max(4, data.byteLength)));
  try {
    const upload = new Batch(on);
    arrays.forEach((data, k) => {
      if (data.length > 0) upload.upload(buffers[k], data);
    });
    const uploaded = upload.submit();
    const given = args.map(
      (arg): KernelArgument =>
        typeof arg === "object"
          ? { buffer: buffers[arrays.indexOf(arg.data)], offset: 0, shape: arg.shape }
          : arg,
    );
    await launchKernel(on, program, launch, given);
    const failed = await uploaded;
    if (failed !== null) throw failed;
    const batch = new Batch(on);
    const staged = arrays.map((data, k) =>
      data.length === 0 ? null : batch.download(buffers[k], data.byteLength),
    );
    const error = await batch.submit();
    if (error !== null) throw error;
    for (const [k, staging] of staged.entries()) {
      if (staging === null) continue;
      const data = arrays[k];
      const bytes = await on.staging.read(staging, data.byteLength);
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength).set(new Uint8Array(bytes));
    }
  } finally {
    for (const buffer of buffers) on.pool.release(buffer);
  }
}
