/** From checked arguments in BLAS's words to contractions, sent off together. */
import { DTypeError, ValueError } from "../../errors.js";
import { type DeviceBuffer, openedGpu, openGpu } from "../../kernel/wgsl/index.js";
import { contract } from "./contract.js";
import { type Axis, type Contraction, NO_AXIS, type Place, type Term } from "./contraction.js";
import type { DeviceVector } from "./device-vector.js";
import { ELEMENT_BYTES } from "./element.js";
import { readBack, submitted } from "./submission.js";

/** @throws DTypeError for what is on the host; ValueError for elements that the buffer hasn't */
export function checkOperand(routine: string, argument: string, value: DeviceVector): void {
  if (!(value instanceof Object && "offset" in value && "buffer" in value && "gpu" in value.buffer))
    throw new DTypeError(
      `${routine}: ${argument} isn't on the GPU; it must be a DeviceArray: await gpu.toDevice(${argument}) makes one of a Float32Array.`,
    );
  if ((value.offset + value.length) * ELEMENT_BYTES > value.buffer.bytes)
    throw new ValueError(
      `${routine}: ${argument} says it has ${value.length} elements from ${value.offset} on, but its buffer holds ${value.buffer.bytes / ELEMENT_BYTES}.`,
    );
}

/** @throws ValueError when what is written lies in the memory of what is read: WebGPU binds a buffer for one of both */
export function checkApart(
  routine: string,
  output: string,
  written: DeviceVector,
  inputs: Record<string, DeviceVector>,
): void {
  for (const [input, read] of Object.entries(inputs))
    if (written.buffer === read.buffer && written.length > 0 && read.length > 0)
      throw new ValueError(
        `${routine}: ${output} is in the same memory as ${input}; on the GPU what is written can't be in the buffer of what is read, not even beside it. Put them into two arrays with gpu.toDevice.`,
      );
}

export function placeOf(array: DeviceVector): Place {
  return { buffer: array.buffer as DeviceBuffer, offset: array.offset };
}

/** Where BLAS begins in a vector: a negative increment at the far end. */
export function startOf(array: DeviceVector, n: number, inc: number): Place {
  const { buffer, offset } = placeOf(array);
  return { buffer, offset: offset + (inc < 0 ? (1 - n) * inc : 0) };
}

export function axis(length: number, a: number, b: number, c: number): Axis {
  return { length, a, b, c };
}

type Work = Omit<Contraction, "element" | "stack" | "term"> & {
  readonly term?: Term;
  readonly stack?: readonly Axis[];
};

export async function run(...jobs: readonly Work[]): Promise<void> {
  const gpu = openedGpu() ?? (await openGpu());
  await submitted(gpu, (batch) => {
    for (const job of jobs) contract(gpu, batch, { element: "float32", term: "product", stack: [], ...job });
  });
}

/** The sum of a vector's elements, or of its products with another's: one number, on the host. */
export async function total(
  term: Term,
  n: number,
  alpha: number,
  x: DeviceVector,
  incx: number,
  y: DeviceVector,
  incy: number,
): Promise<number> {
  if (n === 0) return 0;
  const gpu = openedGpu() ?? (await openGpu());
  const found = await readBack(gpu, 1, (batch) => {
    const buffer = batch.temporary(ELEMENT_BYTES);
    contract(gpu, batch, {
      element: "float32",
      term,
      alpha,
      beta: 0,
      a: startOf(x, n, incx),
      b: startOf(y, n, incy),
      c: { buffer, offset: 0 },
      stack: [],
      rows: NO_AXIS,
      columns: NO_AXIS,
      depth: axis(n, incx, incy, 0),
    });
    return buffer;
  });
  return found[0] as number;
}
