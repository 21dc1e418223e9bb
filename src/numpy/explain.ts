/** Showing the work: what would run for an array, and what the heap holds. */

import { shapeText } from "../array/index.js";
import { provider } from "../blas/index.js";
import { costOf, isPending, lanesOf, lower, PARALLEL_CUTOFF, programText } from "../kernel/index.js";
import { type MemoryStats, memoryStats } from "../memory/index.js";
import { teamSize } from "../threads/index.js";
import type { NDArray } from "./ndarray.js";

/**
 * In words, what reading the array would compute: the fused program, its lanes, the threads it would get, and which BLAS
 * matrix products go to. Computes nothing.
 */
export function explain(x: NDArray): string {
  const node = x.current();
  const head = `${x.dtype.name} array of shape ${shapeText(x.shape)}`;
  const blas = provider();
  const tail = `matrix products: ${blas.name}${blas.path === null ? "" : ` (${blas.path})`}, ${blas.threads} thread${blas.threads === 1 ? "" : "s"}`;
  if (!isPending(node)) return `${head}: in memory, nothing to compute\n${tail}`;
  const { interned, leaves } = lower(node, null, null);
  const { program } = interned;
  const ops = program.instructions.filter((ins) => ins.kind === "op" || ins.kind === "function").length;
  const parallel = node.size * costOf(program) >= PARALLEL_CUTOFF && teamSize() > 1;
  return [
    `${head}: pending, ${ops} operation${ops === 1 ? "" : "s"} fused into one kernel that reads ${leaves.length} array${leaves.length === 1 ? "" : "s"} once`,
    `lanes: ${lanesOf(program)} elements a vector; threads: ${parallel ? teamSize() : 1}`,
    programText(program),
    tail,
  ].join("\n");
}

/** Bytes in use, the budget, reclaims: see `MemoryStats`. */
export function memory(): MemoryStats {
  return memoryStats();
}
