/** Subgroup operations of simulated threads: 32 threads of a block whose numbers follow each other. */
import type { ScalarType } from "../ir.js";
import type { Scalar } from "./memory.js";
import { wrappedValue } from "./operations.js";
import { type BlockState, type Launch, WARP, type Wait } from "./simulated-thread.js";

type SubgroupWait = Extract<Wait, { kind: "subgroup" }>;

/**
 * Does the operations of those subgroups that wait for one.
 * @returns the threads that go on
 */
export function exchange(
  waiting: (Wait | null)[],
  running: readonly unknown[],
  launch: Launch,
  state: BlockState,
): number[] {
  const ready: number[] = [];
  for (let first = 0; first < waiting.length; first += WARP) {
    const lanes = waiting.slice(first, first + WARP);
    // One line at a time: the threads of a subgroup that stand elsewhere take no part.
    const one = lanes.find((wait): wait is SubgroupWait => wait?.kind === "subgroup");
    if (one === undefined) continue;
    const active = lanes.map((wait) =>
      wait?.kind === "subgroup" && wait.line === one.line && wait.op === one.op ? wait : null,
    );
    const missing = active.findIndex((wait, k) => wait === null && first + k < running.length);
    if (missing >= 0)
      launch.reports?.add(
        { kind: "divergent subgroup", line: one.line, otherLine: null, array: null },
        () =>
          `thread ${launch.describe(state.index * running.length + first + missing)} takes no part in its subgroup's ${one.op}`,
      );
    active.forEach((wait, lane) => {
      if (wait === null) return;
      wait.answer = answerFor(wait, lane, active);
      waiting[first + lane] = null;
      ready.push(first + lane);
    });
  }
  return ready;
}

function answerFor(wait: SubgroupWait, lane: number, active: readonly (SubgroupWait | null)[]): Scalar {
  const values = active.flatMap((one) => (one === null ? [] : [one.value]));
  // Beyond the subgroup a thread keeps its own value, as CUDA's shuffles do; of one that takes no part it gets 0.
  const from = (other: number): Scalar =>
    other < 0 || other >= WARP || other >= active.length
      ? wait.value
      : (active[other]?.value ?? zero(wait.type));
  switch (wait.op) {
    case "shuffle":
      return from(((wait.lane % WARP) + WARP) % WARP);
    case "shuffleUp":
      return from(lane - wait.lane);
    case "shuffleDown":
      return from(lane + wait.lane);
    case "shuffleXor":
      return from(lane ^ wait.lane);
    case "any":
      return values.some(Boolean);
    case "all":
      return values.every(Boolean);
    case "ballot":
      return active.reduce((bits, one, k) => (one?.value ? (bits | (1 << k)) >>> 0 : bits), 0);
    case "reduceAdd":
      return (values as number[]).reduce((sum, value) => wrappedValue(wait.type, sum + value));
    case "reduceMin":
      return (values as number[]).reduce((least, value) => Math.min(least, value));
    case "reduceMax":
      return (values as number[]).reduce((most, value) => Math.max(most, value));
  }
}

function zero(type: ScalarType): Scalar {
  return type === "bool" ? false : type === "i64" || type === "u64" ? 0n : 0;
}
