import { median } from "../harness/median.js";
import { type Peer, PeerProcess } from "../harness/peer_process.js";
import type { Loop, Request } from "./protocol.js";

/** What 10,000 steps of `x = x.add(1)` in one synchronous loop cost. */
export interface BoundedLoop {
  readonly n: number;
  readonly steps: number;
  /** Median milliseconds a step of the first and the last hundred. */
  readonly firstHundred: number;
  readonly lastHundred: number;
  /** Bytes of resident memory at most, and the bytes that arrays may take. */
  readonly peak: number;
  readonly budget: number;
  /** NumPy's median milliseconds a step, over fewer steps: it frees an array when the last name for it goes. */
  readonly numpy: number;
}

export const LOOP_LIMITS = {
  /** Bytes beyond the budget: Node itself, its code and the inputs. */
  memory: 200e6,
  /** The last hundred steps by the first. */
  slowdown: 1.3,
};

const HUNDRED = 100;
const NUMPY_STEPS = 300;

/**
 * No callback of the garbage collector runs within a synchronous loop, so a library that waits for one grows without
 * bound here.
 *
 * @param n elements of float64
 */
export async function boundedLoop(
  manycore: Peer,
  numpy: Peer,
  n: number,
  steps: number,
): Promise<BoundedLoop> {
  const ours = await once(manycore, n, steps);
  const theirs = await once(numpy, n, Math.min(steps, NUMPY_STEPS));
  return {
    n,
    steps,
    firstHundred: median(ours.steps.slice(0, HUNDRED)),
    lastHundred: median(ours.steps.slice(-HUNDRED)),
    peak: ours.peak,
    budget: ours.budget ?? Number.NaN,
    numpy: median(theirs.steps),
  };
}

/** @returns whether memory stayed within the budget and time within its limit */
export function loopPasses({ peak, budget, firstHundred, lastHundred }: BoundedLoop): boolean {
  return peak <= budget + LOOP_LIMITS.memory && lastHundred <= LOOP_LIMITS.slowdown * firstHundred;
}

async function once(peer: Peer, n: number, steps: number) {
  const process = new PeerProcess<Request>(peer);
  try {
    return await process.ask<Loop>({ ask: "loop", n, steps });
  } finally {
    process.kill();
  }
}
