/**
 * How a program is run over all its elements: which shaders, over which windows of the arrays, with which parameters.
 * Arithmetic only: what it decides is recorded by the caller.
 */
import { LANES, type Pass, type ShaderForm } from "../render.js";
import { BINDING_ALIGNMENT } from "./device.js";
import { alignedDown, KernelArrays, type KernelInput, type KernelJob } from "./kernel-arrays.js";
import type { Binding } from "./shaders.js";

/** Elements up to which one workgroup does a reduction alone: another pass costs more. */
const WHOLE_CUTOFF = 4096;
/** Elements a lane of a reduction accumulates at least, and lanes at most: enough to fill a large GPU. */
const ELEMENTS_A_LANE = 64;
const MAX_LANES = 2 ** 18;
/** Lanes of a map that are worth having, and elements a lane gets at most: SwiftShader takes a third of the time with 16. */
const MAP_LANES = 2 ** 18;
const MAX_ELEMENTS_A_LANE = 16;
/** Bytes of a partial result. */
const PAIR_BYTES = 8;

/** What a run needs of a batch. */
export interface ProgramRecorder {
  /** Room for partial results, given back with the batch. */
  temporary(bytes: number): Binding;
  dispatch(
    form: ShaderForm,
    words: readonly number[],
    result: Binding,
    inputs: readonly Binding[],
    groups: number,
  ): void;
}

/** Workgroups of a reduction's pass over `n` elements. Depends on nothing else, so that results repeat. */
function reductionGroups(n: number): number {
  return Math.ceil(Math.min(MAX_LANES, n / ELEMENTS_A_LANE) / LANES);
}

function mapGroups(n: number): number {
  const each = Math.min(MAX_ELEMENTS_A_LANE, Math.max(1, Math.floor(n / MAP_LANES)));
  return Math.ceil(n / (LANES * each));
}

/** One evaluation of a program, recorded. */
class Run extends KernelArrays {
  readonly #recorder: ProgramRecorder;

  constructor(job: KernelJob, bindingBytes: number, recorder: ProgramRecorder) {
    super(job, bindingBytes);
    this.#recorder = recorder;
  }

  map(): void {
    const { size, result } = this.job;
    const window = this.window();
    for (let start = 0; start < size; start += window) {
      const n = Math.min(window, size - start);
      const { inputs, words, into } = this.shown(start, n);
      const bytes = this.resultBytes;
      this.#recorder.dispatch(
        this.form(into === null ? "map" : "write"),
        [n, start, 0, 0, 0, 0, 0, 0, ...words],
        into ?? { buffer: result, offset: start * bytes, size: n * bytes },
        inputs,
        mapGroups(n),
      );
    }
  }

  reduceWhole(): void {
    const { size } = this.job;
    const window = this.window();
    const result = { buffer: this.job.result, offset: 0, size: this.resultBytes };
    const pass = (
      name: Pass,
      start: number,
      n: number,
      place: number,
      into: Binding,
      groups: number,
    ): void => {
      const { inputs, words } = this.shown(start, n);
      this.#recorder.dispatch(
        this.form(name),
        [n, start, place, 0, 0, 0, 0, 0, ...words],
        into,
        inputs,
        groups,
      );
    };
    if (size <= Math.min(WHOLE_CUTOFF, window)) {
      pass("whole", 0, size, 0, result, 1);
      return;
    }
    let partials = 0;
    for (let start = 0; start < size; start += window)
      partials += reductionGroups(Math.min(window, size - start)) * LANES;
    let found = this.#recorder.temporary(partials * PAIR_BYTES);
    for (let start = 0, place = 0; start < size; start += window) {
      const n = Math.min(window, size - start);
      const groups = reductionGroups(n);
      pass("partial", start, n, place, found, groups);
      place += groups * LANES;
    }
    while (partials > WHOLE_CUTOFF) {
      const groups = reductionGroups(partials);
      const fewer = this.#recorder.temporary(groups * LANES * PAIR_BYTES);
      this.#recorder.dispatch(this.form("combine"), header(partials), fewer, [found], groups);
      partials = groups * LANES;
      found = fewer;
    }
    this.#recorder.dispatch(this.form("final"), header(partials), result, [found], 1);
  }

  reduceRows({ count, length }: { readonly count: number; readonly length: number }): void {
    const { inputs, size } = this.job;
    const bytes = this.resultBytes;
    const fits = (n: number): boolean =>
      inputs.every((input, k) => input.layout !== "dense" || n * this.bytesOf(k) <= this.bindingBytes);
    const allRows = fits(size) && count * bytes <= this.bindingBytes && this.shows(0, size);
    if (!allRows && inputs.some((input) => input.layout === "dense")) {
      // A row begins anywhere, a binding at multiples of 256 bytes: strides tell the place within it.
      addressed(this.job, this.bindingBytes, this.#recorder).reduceRows({ count, length });
      return;
    }
    // What a lane adds up depends on the shape alone, so that results repeat.
    const lanes = Math.max(1, Math.min(Math.ceil(length / ELEMENTS_A_LANE), Math.floor(MAX_LANES / count)));
    let rows = count;
    const shows = (): boolean => {
      for (let row = 0; row < count; row += rows)
        if (!this.shows(row * length, Math.min(rows, count - row) * length)) return false;
      return rows * bytes + BINDING_ALIGNMENT <= this.bindingBytes;
    };
    if (!allRows)
      while (!shows()) {
        if (rows === 1) this.refuse();
        rows = Math.ceil(rows / 2);
      }
    for (let row = 0; row < count; row += rows)
      this.#reduceRows(row, Math.min(rows, count - row), length, lanes);
  }

  #reduceRows(row: number, rows: number, length: number, lanes: number): void {
    const bytes = this.resultBytes;
    const offset = alignedDown(row * bytes);
    const result = { buffer: this.job.result, offset, size: (row + rows) * bytes - offset };
    const place = row - offset / bytes;
    const { inputs, words } = this.shown(row * length, rows * length);
    const head = (threads: number, at: number, elements: number, each: number): number[] => [
      threads,
      row * length,
      at,
      0,
      elements,
      each,
      0,
      0,
    ];
    const groups = (threads: number): number => Math.ceil(threads / LANES);
    if (lanes === 1) {
      this.#recorder.dispatch(
        this.form("rows"),
        [...head(rows, place, length, 1), ...words],
        result,
        inputs,
        groups(rows),
      );
      return;
    }
    let parts = lanes;
    let found = this.#recorder.temporary(rows * parts * PAIR_BYTES);
    this.#recorder.dispatch(
      this.form("row-partial"),
      [...head(rows * parts, 0, length, parts), ...words],
      found,
      inputs,
      groups(rows * parts),
    );
    while (parts > ELEMENTS_A_LANE) {
      const fewer = Math.ceil(parts / ELEMENTS_A_LANE);
      const joined = this.#recorder.temporary(rows * fewer * PAIR_BYTES);
      this.#recorder.dispatch(
        this.form("row-combine"),
        head(rows * fewer, 0, parts, fewer),
        joined,
        [found],
        groups(rows * fewer),
      );
      parts = fewer;
      found = joined;
    }
    this.#recorder.dispatch(
      this.form("row-final"),
      head(rows, place, parts, 1),
      result,
      [found],
      groups(rows),
    );
  }
}

function header(n: number): number[] {
  return [n, 0, 0, 0, 0, 0, 0, 0];
}

/** The same job with strides for its dense arrays. */
function addressed(job: KernelJob, bindingBytes: number, recorder: ProgramRecorder): Run {
  const strided = job.inputs.some((input) => input.layout === "strided");
  const rows = job.rows as { readonly count: number; readonly length: number };
  const shape = strided ? job.shape : [rows.count, rows.length];
  const dense = shape.map((_, axis) => shape.slice(axis + 1).reduce((n, length) => n * length, 1));
  const inputs = job.inputs.map(
    (input): KernelInput =>
      input.layout === "dense" ? { ...input, layout: "strided", offset: 0, strides: dense } : input,
  );
  return new Run({ ...job, shape, inputs }, bindingBytes, recorder);
}

/** Records a program's run. @throws NotSupportedError for a view of which the device can't show a part */
export function runProgram(job: KernelJob, bindingBytes: number, recorder: ProgramRecorder): void {
  const run = new Run(job, bindingBytes, recorder);
  if (job.program.reduction === null) run.map();
  else if (job.rows === undefined || job.rows.count === 1) run.reduceWhole();
  else run.reduceRows(job.rows);
}
