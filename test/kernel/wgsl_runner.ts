/** Runs programs on the GPU's device, SwiftShader in tests. */
import { type AnyTypedArray, DTYPES, type DType, type DTypeName } from "../../dist/array/index.js";
import type { Instruction, OpName, Program, ReductionName } from "../../dist/kernel/index.js";
import { Batch, type Gpu, openGpu, wgslType } from "../../dist/kernel/wgsl/index.js";

/** The elements of an input; bools as words. */
export type DeviceData = Float32Array | Int32Array | Uint32Array;

export interface Input {
  readonly dtype: DTypeName;
  readonly data: DeviceData;
  /** Strides in elements against the result's shape; dense without them. */
  readonly strides?: readonly number[];
}

/** One operation on loaded inputs, each in its dtype. */
export function operationProgram(op: OpName, inputs: readonly DTypeName[], result: DTypeName): Program {
  const loads = inputs.map((name, input): Instruction => ({ kind: "load", dtype: DTYPES[name], input }));
  const root: Instruction = { kind: "op", op, dtype: DTYPES[result], args: inputs.map((_, k) => k) };
  return {
    instructions: [...loads, root],
    inputs: inputs.map((name) => DTYPES[name]),
    scalars: [],
    reduction: null,
  };
}

/** A conversion, and what accumulates it. */
export function castProgram(
  from: DTypeName,
  through: readonly DTypeName[],
  reduction: ReductionName | null = null,
): Program {
  const instructions: Instruction[] = [{ kind: "load", dtype: DTYPES[from], input: 0 }];
  for (const name of through)
    instructions.push({ kind: "cast", dtype: DTYPES[name], arg: instructions.length - 1 });
  return { instructions, inputs: [DTYPES[from]], scalars: [], reduction };
}

/** Runs a program; the elements come back as the device holds them. */
export async function runProgram(
  program: Program,
  inputs: readonly Input[],
  shape: readonly number[],
  scalars: readonly number[] = [],
  gpu?: Gpu,
): Promise<ArrayBuffer> {
  const on = gpu ?? (await openGpu());
  const size = shape.reduce((n, d) => n * d, 1);
  const root = program.instructions[program.instructions.length - 1] as { dtype: DType };
  const bytes = (program.reduction === null ? size : 1) * wgslType(root.dtype).bytes;
  const batch = new Batch(on);
  const buffers = inputs.map((input) => on.pool.allocate(input.data.byteLength));
  const result = on.pool.allocate(bytes);
  inputs.forEach((input, k) => {
    batch.upload(buffers[k], input.data);
  });
  batch.run({
    program,
    inputs: inputs.map((input, k) => ({
      buffer: buffers[k],
      layout: input.strides ? "strided" : input.data.length === 1 && size !== 1 ? "single" : "dense",
      offset: 0,
      strides: input.strides ?? [],
    })),
    scalars,
    shape,
    size,
    result,
  });
  const staging = batch.download(result, bytes);
  const error = await batch.submit();
  if (error !== null) throw error;
  const words = await on.staging.read(staging, bytes);
  for (const buffer of [...buffers, result]) on.pool.release(buffer);
  return words;
}

const VIEWS = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, bool: Uint32Array } as const;

/** One operation on arrays of equal length. */
export async function runOperation(
  op: OpName,
  inputs: readonly Input[],
  result: keyof typeof VIEWS,
): Promise<AnyTypedArray> {
  const program = operationProgram(
    op,
    inputs.map((input) => input.dtype),
    result,
  );
  return new VIEWS[result](await runProgram(program, inputs, [inputs[0].data.length]));
}
