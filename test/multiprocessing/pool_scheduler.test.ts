/** Who gets which task: decided without threads. */
import { describe, expect, test } from "vitest";
import { CallQueue } from "../../dist/multiprocessing/pool/call-queue.js";
import { CHUNK_MS, chunkSize, foldSize, Pace } from "../../dist/multiprocessing/pool/chunking.js";
import { FunctionTable } from "../../dist/multiprocessing/pool/function-table.js";
import { Scheduler } from "../../dist/multiprocessing/pool/scheduler.js";
import { Seeded } from "../support/seeded.js";

class Work {
  readonly priority: number;
  settled = false;
  queued = false;
  left: Piece[] = [];
  constructor(name: string, pieces: number, priority = 0) {
    this.priority = priority;
    for (let i = 0; i < pieces; i++) this.left.push({ call: this, count: 1, name: `${name}${i}` });
  }
  cut(): Piece | undefined {
    return this.left.shift();
  }
  putBack(piece: Piece): void {
    this.left.unshift(piece);
  }
}

interface Piece {
  readonly call: Work;
  readonly count: number;
  readonly name: string;
}

class Bench {
  readonly pieces: Piece[] = [];
  readonly depth: number;
  open = true;
  limit = Number.POSITIVE_INFINITY;
  constructor(depth: number) {
    this.depth = depth;
  }
  get room(): boolean {
    return this.open && this.pieces.length < this.depth;
  }
  get idle(): boolean {
    return this.pieces.length === 0;
  }
  get load(): number {
    return this.pieces.length;
  }
  get waiting(): number {
    return Math.max(0, this.pieces.length - 1);
  }
  give(piece: Piece): void {
    this.pieces.push(piece);
  }
  takeBack(wanted: (piece: Piece) => boolean = () => true): Piece | undefined {
    for (let i = this.pieces.length - 1; i > 0; i--) {
      if (wanted(this.pieces[i]!)) return this.pieces.splice(i, 1)[0];
    }
    return undefined;
  }
  get names(): string[] {
    return this.pieces.map((piece) => piece.name);
  }
}

const refuse = (_: unknown, error: unknown): never => {
  throw error;
};

describe("the scheduler", () => {
  test("fills the worker with the least work first, in the order of submission", () => {
    const scheduler = new Scheduler<Work, Piece>(refuse);
    const seats = [new Bench(2), new Bench(2)];
    scheduler.add(new Work("a", 3));
    scheduler.add(new Work("b", 3));
    scheduler.fill(seats);
    expect(seats.map((seat) => seat.names)).toEqual([
      ["a0", "a2"],
      ["a1", "b0"],
    ]);
  });

  test("higher priorities first, and what has begun stays", () => {
    const scheduler = new Scheduler<Work, Piece>(refuse);
    const seats = [new Bench(3)];
    scheduler.add(new Work("low", 4));
    scheduler.fill(seats);
    expect(seats[0]!.names).toEqual(["low0", "low1", "low2"]);
    scheduler.preempt(seats, 5, 1);
    scheduler.add(new Work("high", 1, 5));
    scheduler.fill(seats);
    expect(seats[0]!.names).toEqual(["low0", "high0", "low1"]);
  });

  test("an idle worker takes half of what waits elsewhere, the oldest of it first", () => {
    const scheduler = new Scheduler<Work, Piece>(refuse);
    const busy = new Bench(7);
    scheduler.add(new Work("a", 7));
    scheduler.fill([busy]);
    const thief = new Bench(7);
    scheduler.fill([busy, thief]);
    expect(busy.names).toEqual(["a0", "a1", "a2", "a3"]);
    expect(thief.names).toEqual(["a4", "a5", "a6"]);
  });

  test("a worker takes no more calls than it has left", () => {
    const scheduler = new Scheduler<Work, Piece>(refuse);
    const busy = new Bench(4);
    scheduler.add(new Work("a", 4));
    scheduler.fill([busy]);
    const spent = new Bench(4);
    spent.limit = 0;
    spent.open = false;
    scheduler.fill([busy, spent]);
    expect(spent.names).toEqual([]);
    expect(busy.names).toEqual(["a0", "a1", "a2", "a3"]);
  });

  test.each([1, 2, 3])("nothing is lost or given twice, seed %i", (seed) => {
    const random = new Seeded(seed);
    const scheduler = new Scheduler<Work, Piece>(refuse);
    const seats = Array.from({ length: 4 }, () => new Bench(random.integer(1, 6)));
    const done: string[] = [];
    let submitted = 0;
    for (let step = 0; step < 2000; step++) {
      const dice = random.next();
      if (dice < 0.2 && step < 1500) {
        const pieces = random.integer(0, 8);
        submitted += pieces;
        const priority = random.integer(-1, 1);
        const work = new Work(`${step}.`, pieces, priority);
        scheduler.preempt(seats, priority, 1);
        scheduler.add(work);
      } else if (dice < 0.9) {
        const piece = random.pick(seats).pieces.shift();
        if (piece !== undefined) done.push(piece.name);
      } else {
        // A worker dies: what it hadn't begun goes elsewhere, what it had begun is run again.
        const seat = random.pick(seats);
        for (const piece of seat.pieces.splice(0).reverse()) scheduler.putBack(piece);
      }
      scheduler.fill(seats);
    }
    for (let round = 0; round < 5000 && done.length < submitted; round++) {
      for (const seat of seats) {
        const piece = seat.pieces.shift();
        if (piece !== undefined) done.push(piece.name);
      }
      scheduler.fill(seats);
    }
    expect(done.length).toBe(submitted);
    expect(new Set(done).size).toBe(submitted);
  });
});

describe("the queue of calls", () => {
  test("skips what was settled, and doesn't keep thousands of it", () => {
    const queue = new CallQueue<Work>();
    const calls = Array.from({ length: 5000 }, (_, i) => new Work(`${i}`, 1, i % 2));
    for (const call of calls) queue.push(call);
    for (const call of calls.slice(0, 4999)) {
      call.settled = true;
      queue.forget();
    }
    expect(queue.length).toBeLessThan(2500);
    expect(queue.peek()).toBe(calls[4999]);
    queue.shift();
    expect(queue.peek()).toBeUndefined();
  });
});

describe("chunks", () => {
  const paceOf = (ms: number): Pace => {
    const pace = new Pace();
    pace.measured(1000, 1000 * ms);
    return pace;
  };

  test("cover the items, within the cap, and get smaller at the end", () => {
    for (const ms of [1e-5, 1e-3, 0.1, 3, 40]) {
      const pace = paceOf(ms);
      let left = ms > 1 ? 500 : 50_000;
      const sizes: number[] = [];
      while (left > 0) {
        const size = chunkSize(pace, left, 2);
        expect(size).toBeGreaterThanOrEqual(1);
        expect(size).toBeLessThanOrEqual(left);
        if (size > 1) expect(size * ms).toBeLessThanOrEqual(CHUNK_MS + ms);
        sizes.push(size);
        left -= size;
      }
      for (let i = 1; i < sizes.length; i++) expect(sizes[i]!).toBeLessThanOrEqual(sizes[i - 1]!);
    }
  });

  test("are few before anything is measured, and follow what is measured", () => {
    const pace = new Pace();
    expect(pace.mean).toBeUndefined();
    expect(chunkSize(pace, 1e6, 2)).toBeLessThanOrEqual(8);
    pace.measured(4, 4 * 5);
    expect(chunkSize(pace, 1e6, 2)).toBe(2);
    pace.measured(1000, 1000 * 0.001);
    expect(pace.mean).toBeLessThan(0.1);
    expect(chunkSize(pace, Number.POSITIVE_INFINITY, 2)).toBeGreaterThan(100);
  });

  test("of a fold are few", () => {
    for (const [total, workers] of [
      [1_000_000, 2],
      [1000, 4],
      [7, 8],
      [1, 1],
    ] as const) {
      let left = total;
      let count = 0;
      while (left > 0) {
        left -= Math.min(left, foldSize(total, left, workers));
        count++;
      }
      expect(count).toBeLessThanOrEqual(Math.min(total, 14 * workers));
    }
  });
});

describe("the table of functions", () => {
  test("is bounded and forgets the least recently used", () => {
    const table = new FunctionTable();
    const keys = Array.from({ length: 5000 }, () => ({}));
    const has = new Map<number, object>();
    for (const key of keys) {
      expect(table.find(key)).toBe(0);
      const evicted = table.evict();
      if (evicted !== 0) expect(has.delete(evicted)).toBe(true);
      has.set(table.add(key), key);
      // The first stays in use.
      if (table.find(keys[0]!) !== 0) expect(has.get(table.find(keys[0]!))).toBe(keys[0]);
      expect(has.size).toBe(table.size);
      expect(table.size).toBeLessThanOrEqual(64);
    }
    expect(table.find(keys[0]!)).not.toBe(0);
    expect(table.find(keys[1]!)).toBe(0);
  });
});
