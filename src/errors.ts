/**
 * The errors of the whole library. Each message says what was given, what is allowed and what to do;
 * the classes follow the names that Python and NumPy users look for.
 */

/** The base of every error that manycore throws on purpose. */
export class ManycoreError extends Error {
  // Spelled out in every class: a minifier renames the classes, and users and logs read the names.
  override readonly name: string = "ManycoreError";
}

/** A value of the right type that can't be used: shapes that don't broadcast, a negative size, ragged nesting. */
export class ValueError extends ManycoreError {
  override readonly name: string = "ValueError";
}

/** An operation that isn't defined for the dtype or kind of value given. Named so as not to hide the built-in. */
export class DTypeError extends ManycoreError {
  override readonly name: string = "DTypeError";
}

/** An index or an axis outside of the array. NumPy's `IndexError`. */
export class IndexError extends ManycoreError {
  override readonly name: string = "IndexError";
}

/** An axis that the array doesn't have. NumPy's `AxisError`. */
export class AxisError extends IndexError {
  override readonly name: string = "AxisError";
}

/** A number that the dtype can't hold. Python's `OverflowError`. */
export class OverflowError extends ManycoreError {
  override readonly name: string = "OverflowError";
}

/** The heap's budget is used up and a collection gave nothing back. Python's `MemoryError`. */
export class MemoryError extends ManycoreError {
  override readonly name: string = "MemoryError";
}

/** A worker thread died while it owed a result; what it was writing is poisoned. */
export class WorkerDiedError extends ManycoreError {
  override readonly name: string = "WorkerDiedError";
}

/** A wait went past its deadline. Python's `TimeoutError`. */
export class TimeoutError extends ManycoreError {
  override readonly name: string = "TimeoutError";
}

/**
 * A function can't be compiled to lanes or shaders: something in it isn't in the language of compiled functions, or its types don't fit.
 * Numba's `TypingError` and `UnsupportedError`.
 */
export class CompileError extends ManycoreError {
  override readonly name: string = "CompileError";
  /** The construct, as `a template literal`, or what is wrong with it. */
  readonly construct: string;
  /** Line of the file or, where that isn't known (`url` null), of the function's text; from 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly url: string | null;

  /** @param wayOut what to write instead, a full sentence */
  constructor(
    construct: string,
    where: {
      readonly function: string;
      readonly url: string | null;
      readonly line: number;
      readonly column: number;
    },
    wayOut: string,
  ) {
    super(
      `${where.function} (${where.url ?? "the function's text"}:${where.line}:${where.column}): ${construct}. ${wayOut}`,
    );
    this.construct = construct;
    this.line = where.line;
    this.column = where.column;
    this.url = where.url;
  }
}

/** A value that can't be sent to another thread, process or machine: names the variable and the path to it. */
export class NotPortableError extends ManycoreError {
  override readonly name: string = "NotPortableError";
  /** Where the value was found, as `fn › captured "db" › .socket`. */
  readonly path: string;

  /**
   * @param what what was found, as `a Socket (net)`
   * @param path how it is reached from what was sent, starting with the variable's or argument's name
   * @param wayOut what to do instead, a full sentence
   */
  constructor(what: string, path: string, wayOut: string) {
    super(`${path} is ${what}, which can't travel. ${wayOut}`);
    this.path = path;
  }
}

/**
 * A module starts workers when it is imported, and was imported in a worker, for a function of it: the new workers would import it too,
 * and so on. Python's RuntimeError about "the bootstrapping phase".
 */
export class StartedAtImportError extends ManycoreError {
  override readonly name: string = "StartedAtImportError";
  /** The module that was imported for the function. */
  readonly module: string;

  /**
   * @param what what it does, as `new Pool()`
   * @param place where, as `file:///app/words.ts:4:20`, if that is known
   * @param module URL or name of the module that was imported
   * @param wayOut what to do instead, an unfinished sentence
   */
  constructor(what: string, place: string | undefined, module: string, wayOut: string) {
    const at = place === undefined ? "" : ` (${place})`;
    super(
      `${what}${at} runs when ${module} is imported, and this worker imports it for a function. The workers that it would start import it too and would start more of them, without end. ${wayOut}, or behind \`if (parentProcess() === null)\`, which is true in no worker (parentProcess is in manycore/multiprocessing).`,
    );
    this.module = module;
  }
}

/** A task that will never give a result, because its pool was terminated. Python's `concurrent.futures.CancelledError`. */
export class CancelledError extends ManycoreError {
  override readonly name: string = "CancelledError";
}

/** Nothing to get from a queue, now or within the timeout. Python's `queue.Empty`. */
export class Empty extends ManycoreError {
  override readonly name: string = "Empty";
}

/** No room in a queue, now or within the timeout. Python's `queue.Full`. */
export class Full extends ManycoreError {
  override readonly name: string = "Full";
}

/** A queue or pipe that is closed, or whose last producer has closed: nothing will come any more. Python's `queue.ShutDown`. */
export class ShutDown extends ManycoreError {
  override readonly name: string = "ShutDown";
}

/** A barrier that was aborted, timed out in, or lost a party. Python's `threading.BrokenBarrierError`. */
export class BrokenBarrierError extends ManycoreError {
  override readonly name: string = "BrokenBarrierError";
}

/**
 * What the lock guards was left half changed: its owner died while holding it. It isn't held now; take it with
 * `acquire({ recover: true })` once you know that the data are sound. POSIX's EOWNERDEAD, Rust's `PoisonError`.
 */
export class PoisonedError extends ManycoreError {
  override readonly name: string = "PoisonedError";
}

/** A BLAS library that can't be loaded, or that multiplies wrongly. */
export class BlasError extends ManycoreError {
  override readonly name: string = "BlasError";
}

/** No usable GPU, or the device was lost. */
export class DeviceError extends ManycoreError {
  override readonly name: string = "DeviceError";
}

/** The operation exists in the original but not here: names the operation, the back end and the way out. */
export class NotSupportedError extends ManycoreError {
  override readonly name: string = "NotSupportedError";
  readonly operation: string;
  readonly backend: string;

  /**
   * @param operation the original's name, as `np.linalg.svd`
   * @param backend where it is missing: `wasm`, `wgsl`, `js`, `cupy`
   * @param wayOut what to do instead, a full sentence
   */
  constructor(operation: string, backend: string, wayOut: string) {
    super(`${operation} is not supported on ${backend}. ${wayOut}`);
    this.operation = operation;
    this.backend = backend;
  }
}

/** Something wrong that the simulator of `manycore/cuda` saw while a kernel ran. */
export interface SimulationFinding {
  readonly kind: "data race" | "out of bounds" | "divergent barrier" | "divergent subgroup";
  /** Line of the source, of the later access in a data race. */
  readonly line: number;
  /** In a data race or between two barriers, the line of the other one; else null. */
  readonly otherLine: number | null;
  /** The array's name in the source; null for barriers. */
  readonly array: string | null;
  /** A sentence about the first time, with threads and indices. */
  readonly message: string;
  /** How often it happened. */
  readonly times: number;
}

/** A kernel ran in the simulator, and did what no kernel may: data races, accesses out of bounds, barriers that not all threads reach. */
export class SimulationError extends ManycoreError {
  override readonly name: string = "SimulationError";
  /** Each thing once, by line. */
  readonly reports: readonly SimulationFinding[];

  /** @param url the file of the kernel, if it is known */
  constructor(kernel: string, url: string | null, reports: readonly SimulationFinding[]) {
    const file = url === null ? "line " : `${url}:`;
    const told = reports.map(
      ({ kind, line, message, times }) =>
        `${file}${line}: ${kind}: ${message}${times > 1 ? ` (${times} times)` : ""}`,
    );
    super(`The kernel ${kernel} in the simulator:\n${told.join("\n")}`);
    this.reports = reports;
  }
}
