/**
 * A kernel that the tests steer: it counts each slice, can tell the caller from a helper, and can be made to wait or trap
 * on either. Assembled by wabt, apart from the library's own assembler.
 */
import wabt from "wabt";
import { heap } from "../../dist/memory/index.js";
import { defineKernel, type KernelCode, runTeam, teamSize } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";

/** `Math.log2` of this number says -1 in the thread that imported this file, before any kernel was instantiated. */
const WHO = 123_456_789;
const log2 = Math.log2;
/** Called by the probe in the calling thread, once a slice. */
let onCallersSlice: (() => void) | undefined;
Math.log2 = (x: number): number => {
  if (x !== WHO) return log2(x);
  onCallersSlice?.();
  return -1;
};

/** What a thread does in a slice, before it counts it. */
export const GO = 0;
/** Spins until the gate is open. */
export const WAIT = 1;
/** Runs into `unreachable`. */
export const TRAP = 2;
/** Spins until a helper is in a slice. */
export const WAIT_FOR_HELPER = 3;

const PROBE = `
(module
  (import "env" "memory" (memory 1 65536 shared))
  (import "Math" "log2" (func $who (param f64) (result f64)))
  (func (export "run") (param $p i32) (param $start i32) (param $end i32) (param $slice i32)
    (local $what i32) (local $i i32) (local $at i32) (local $spins i32)
    (if (f64.lt (call $who (f64.const ${WHO})) (f64.const 0))
      (then (local.set $what (i32.atomic.load offset=8 (local.get $p))))
      (else
        (drop (i32.atomic.rmw.add offset=16 (local.get $p) (i32.const 1)))
        (local.set $what (i32.atomic.load offset=12 (local.get $p)))))
    (if (i32.eq (local.get $what) (i32.const ${TRAP})) (then unreachable))
    (if (i32.eq (local.get $what) (i32.const ${WAIT}))
      (then (loop $again (br_if $again (i32.eqz (i32.atomic.load offset=20 (local.get $p)))))))
    (if (i32.eq (local.get $what) (i32.const ${WAIT_FOR_HELPER}))
      (then (loop $again (br_if $again (i32.eqz (i32.atomic.load offset=16 (local.get $p)))))))
    (local.set $spins (i32.load offset=28 (local.get $p)))
    (block $rested (loop $spin
      (br_if $rested (i32.eqz (local.get $spins)))
      (local.set $spins (i32.sub (local.get $spins) (i32.const 1)))
      (br_if $spin (i32.ge_s (i32.atomic.load offset=20 (local.get $p)) (i32.const 0)))))
    (drop (i32.atomic.rmw.add
      (i32.add (i32.load (local.get $p)) (i32.shl (local.get $slice) (i32.const 2))) (i32.const 1)))
    (local.set $i (local.get $start))
    (block $out (loop $next
      (br_if $out (i32.ge_u (local.get $i) (local.get $end)))
      (local.set $at (i32.add (i32.load offset=4 (local.get $p)) (i32.shl (local.get $i) (i32.const 2))))
      (i32.store (local.get $at) (i32.add (i32.load (local.get $at))
        (i32.mul (local.get $i) (i32.load offset=24 (local.get $p)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $next)))))`;

/** Assembles WebAssembly text. */
export async function assemble(text: string): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat("probe.wat", text, { threads: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** A fresh probe kernel and the memory it works on: slice k adds 1 to count k, item i adds `i * factor` to output i. */
export class Probe {
  readonly kernel: KernelCode;
  readonly params = heap().allocate(32);
  readonly #counts: number;
  readonly #output: number;
  readonly #items: number;

  /** The kernel's code, for another thread to define it too, or a page that can't share memory. */
  static code({ shared = true } = {}): Promise<Uint8Array> {
    return assemble(shared ? PROBE : PROBE.replace(" shared))", "))"));
  }

  private constructor(kernel: KernelCode, items: number) {
    this.kernel = kernel;
    this.#items = items;
    this.#counts = heap().allocate(items * 4);
    this.#output = heap().allocate(items * 4);
    this.reset();
  }

  static async make(items: number, name = "probe"): Promise<Probe> {
    return new Probe(defineKernel(await Probe.code(), name), items);
  }

  /** Zeroes counts and outputs; says what the caller and the helpers do, and how many turns a slice spins before it counts. */
  reset({ caller = GO, helpers = GO, factor = 1, spins = 0 } = {}): void {
    const { i32, u32 } = heap();
    const at = this.params >>> 2;
    i32.fill(0, this.#counts >>> 2, (this.#counts >>> 2) + this.#items);
    i32.fill(0, this.#output >>> 2, (this.#output >>> 2) + this.#items);
    u32[at] = this.#counts;
    u32[at + 1] = this.#output;
    i32[at + 2] = caller;
    i32[at + 3] = helpers;
    i32[at + 4] = 0;
    i32[at + 5] = 0;
    i32[at + 6] = factor;
    i32[at + 7] = spins;
    onCallersSlice = undefined;
  }

  /** How many slices helpers have begun. */
  get helpersSlices(): number {
    return Atomics.load(heap().i32, (this.params >>> 2) + 4);
  }

  openGate(): void {
    Atomics.store(heap().i32, (this.params >>> 2) + 5, 1);
  }

  /** Calls back in each of the caller's slices, before anything else happens in it. */
  duringCallersSlices(callback: () => void): void {
    onCallersSlice = callback;
  }

  /** How often each of the first slices ran. */
  counts(slices: number): number[] {
    return [...heap().i32.subarray(this.#counts >>> 2, (this.#counts >>> 2) + slices)];
  }

  /** The first thing that isn't as it is after `total` items in slices of `grain`, each run exactly once; "" when all is. */
  firstMistake(total: number, grain: number, factor = 1): string {
    const { i32 } = heap();
    const slices = Math.ceil(total / grain);
    for (let slice = 0; slice < this.#items; slice++) {
      const count = i32[(this.#counts >>> 2) + slice];
      if (count !== (slice < slices ? 1 : 0)) return `slice ${slice} of ${slices} ran ${count} times`;
    }
    for (let item = 0; item < this.#items; item++) {
      const value = i32[(this.#output >>> 2) + item];
      const wanted = item < total ? Math.imul(item, factor) : 0;
      if (value !== wanted) return `item ${item} of ${total} is ${value}, not ${wanted}`;
    }
    return "";
  }
}

/** Lets the event loop turn until something holds. */
export async function until(condition: () => boolean, milliseconds = 10_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${milliseconds} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Runs jobs until all helpers are up: each job starts some that are missing. */
export async function warm(probe: Probe): Promise<void> {
  await until(() => {
    probe.reset();
    runTeam(probe.kernel, probe.params, 100, 10);
    return team().roster.ready() === teamSize() - 1;
  });
  probe.reset();
}
