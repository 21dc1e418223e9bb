/**
 * What can be told on the event stream. A room that has more to tell adds its kind by declaration merging:
 *
 * ```ts
 * declare module "../events/kinds.js" {
 *   interface EventMap { "pool.task": { id: number; ms: number } }
 * }
 * ```
 */
export interface EventMap {
  /** A kernel's code was generated and compiled: once an expression shape. */
  "kernel.compile": {
    /** Readable name, as `add_f64` or `sum_sqrt_add_f64`. */
    name: string;
    /** Which back end made it. */
    backend: string;
    /** Size of the code in bytes (WASM) or characters (WGSL). */
    bytes: number;
    ms: number;
    /** The generated code, printed when MANYCORE_DEBUG is set. Built only when somebody listens. */
    listing?: string;
  };
  /** A kernel ran over `items` elements. */
  "kernel.run": { name: string; backend: string; items: number; threads: number; ms: number };
  /** Dead arrays were given back to the heap. */
  "memory.reclaim": {
    /** `budget`: an allocation did not fit; `pace`: enough was allocated since the last; `sweep`: V8 had collected; `call`: asked for. */
    reason: "budget" | "pace" | "sweep" | "call";
    /** Bytes given back. */
    freed: number;
    /** Bytes of this thread's blocks that are still alive. */
    live: number;
    ms: number;
  };
  /** A routine was handed to a BLAS library. */
  "blas.call": { routine: string; provider: string; m: number; n: number; k: number; ms: number };
  /** The team of helper threads was started. */
  "team.start": { threads: number; ms: number };
  /** The team ran one kernel. */
  "team.run": { kernel: string; total: number; grain: number; threads: number; ms: number };
}

/** The name of an event. */
export type EventKind = keyof EventMap;

/** One event: its payload, its kind, and when it was emitted (`performance.now()`, ms). */
export type EventOf<K extends EventKind> = { readonly kind: K; readonly at: number } & Readonly<EventMap[K]>;

/** Any event: a union discriminated by `kind`. */
export type ManycoreEvent = { [K in EventKind]: EventOf<K> }[EventKind];
