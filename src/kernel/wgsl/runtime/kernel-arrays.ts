/**
 * The arrays of a kernel as a device shows them: so many bytes of one at a time, from multiples of 256 on. Arithmetic only.
 */
import type { DType } from "../../../array/index.js";
import { NotSupportedError } from "../../../errors.js";
import { type Program, rootOf } from "../../program.js";
import type { InputLayout, Pass, ShaderForm } from "../render.js";
import { wgslType } from "../types.js";
import type { DeviceBuffer } from "./buffers.js";
import { BINDING_ALIGNMENT } from "./device.js";
import type { Binding } from "./shaders.js";

/** Windows start at multiples of this many elements: 256 bytes of the narrowest. */
const WINDOW_STEP = 64;

/** Where an array lies: its first element, and from one index to the next of each axis of a shape, in elements. */
export interface StridedPlace {
  readonly buffer: DeviceBuffer;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** An array that a kernel reads; offset and strides count for the layout "strided". */
export interface KernelInput extends StridedPlace {
  readonly layout: InputLayout;
}

/** One evaluation of a program. */
export interface KernelJob {
  readonly program: Program;
  readonly inputs: readonly KernelInput[];
  /** A word a scalar: its bits. */
  readonly scalars: readonly number[];
  /** The shape that the inputs broadcast to, and its number of elements. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly result: DeviceBuffer;
  /** Where the elements go, if not densely to the start of the result. */
  readonly into?: StridedPlace;
  /** Of a reduction over some axes: how many results there are, each of so many elements that follow each other. */
  readonly rows?: { readonly count: number; readonly length: number };
}

/** The first and the last place that elements [start, start + n) of a shape have. */
function reachOf(
  { offset, strides }: StridedPlace,
  shape: readonly number[],
  start: number,
  n: number,
): [low: number, high: number] {
  let low = offset;
  let high = offset;
  if (n === 0) return [low, high];
  const inner = shape.slice(1).reduce((product, length) => product * length, 1);
  shape.forEach((length, axis) => {
    const stride = strides[axis] as number;
    const first = axis === 0 ? Math.floor(start / inner) : 0;
    const last = axis === 0 ? Math.floor((start + n - 1) / inner) : length - 1;
    low += Math.min(first * stride, last * stride);
    high += Math.max(first * stride, last * stride);
  });
  return [low, high];
}

export function alignedDown(bytes: number): number {
  return Math.floor(bytes / BINDING_ALIGNMENT) * BINDING_ALIGNMENT;
}

/** One program with its arrays, and what the device shows a kernel of them. */
export class KernelArrays {
  readonly job: KernelJob;
  readonly bindingBytes: number;
  readonly resultBytes: number;

  constructor(job: KernelJob, bindingBytes: number) {
    this.job = job;
    this.bindingBytes = bindingBytes;
    this.resultBytes = wgslType(rootOf(job.program).dtype).bytes;
  }

  bytesOf(input: number): number {
    return wgslType(this.job.program.inputs[input] as DType).bytes;
  }

  /** Bytes that a strided array's part takes. */
  span(place: StridedPlace, bytes: number, start: number, n: number): number {
    const [low, high] = reachOf(place, this.job.shape, start, n);
    return (high + 1) * bytes - alignedDown(low * bytes);
  }

  /** True when every strided array shows [start, start + n) in one binding. */
  shows(start: number, n: number): boolean {
    const { inputs, into } = this.job;
    return (
      inputs.every(
        (input, k) =>
          input.layout !== "strided" || this.span(input, this.bytesOf(k), start, n) <= this.bindingBytes,
      ) &&
      (into === undefined || this.span(into, this.resultBytes, start, n) <= this.bindingBytes)
    );
  }

  refuse(): never {
    const { inputs, size, shape } = this.job;
    const widest = Math.max(
      ...inputs.map((input, k) =>
        input.layout === "strided" ? this.span(input, this.bytesOf(k), 0, size) : 0,
      ),
    );
    throw new NotSupportedError(
      `a kernel of shape (${shape.join(", ")}) over a view that spans ${widest} bytes`,
      "wgsl",
      `This device shows a kernel ${this.bindingBytes} bytes of an array: work in parts, take a dense copy, or use manycore/numpy.`,
    );
  }

  /** Elements of a launch: a power of two times WINDOW_STEP less than all, when the device doesn't show all at once. */
  window(): number {
    const { program, inputs, size, into } = this.job;
    const dense = inputs.map((input, k) => (input.layout === "dense" ? this.bytesOf(k) : 0));
    const widest = Math.max(
      4,
      program.reduction === null && into === undefined ? this.resultBytes : 0,
      ...dense,
    );
    let window = Math.max(WINDOW_STEP, Math.floor(this.bindingBytes / widest / WINDOW_STEP) * WINDOW_STEP);
    const fits = (): boolean => {
      for (let start = 0; start < size; start += window)
        if (!this.shows(start, Math.min(window, size - start))) return false;
      return true;
    };
    while (!fits()) {
      if (window === WINDOW_STEP) this.refuse();
      window = Math.max(WINDOW_STEP, Math.floor(Math.min(window, size) / 2 / WINDOW_STEP) * WINDOW_STEP);
    }
    return window;
  }

  /** What a launch over [start, start + n) binds, and the words behind its header. */
  shown(start: number, n: number): { inputs: Binding[]; words: number[]; into: Binding | null } {
    const { inputs, into, scalars, shape } = this.job;
    const words = [...scalars];
    if (into !== undefined || inputs.some((input) => input.layout === "strided")) words.push(...shape);
    const strided = (place: StridedPlace, bytes: number): Binding => {
      const [low, high] = reachOf(place, shape, start, n);
      const offset = alignedDown(low * bytes);
      words.push(place.offset - offset / bytes, ...place.strides);
      return { buffer: place.buffer, offset, size: (high + 1) * bytes - offset };
    };
    const bound = inputs.map((input, k): Binding => {
      const bytes = this.bytesOf(k);
      const { buffer, layout } = input;
      if (layout === "strided") return strided(input, bytes);
      return layout === "dense"
        ? { buffer, offset: start * bytes, size: Math.max(4, n * bytes) }
        : { buffer, offset: 0, size: Math.min(buffer.bytes, this.bindingBytes) };
    });
    return { inputs: bound, into: into === undefined ? null : strided(into, this.resultBytes), words };
  }

  form(pass: Pass): ShaderForm {
    const { program, inputs, into, shape } = this.job;
    const strided = into !== undefined || inputs.some((input) => input.layout === "strided");
    return {
      program,
      layouts: inputs.map((input) => input.layout),
      rank: strided ? shape.length : 0,
      pass,
    };
  }
}
