/**
 * The numbers of the blocked multiplication, after K. Goto and R. A. van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication", ACM TOMS 34 (2008), and F. G. Van Zee and R. A. van de Geijn, "BLIS", ACM TOMS 41 (2015), whose names
 * they carry.
 */
import { hasRelaxedSimd } from "../../kernel/wasm/features.js";
import type { Precision } from "../precision.js";

/**
 * Rows of the micro-tile, MR. An engine can count on the 16 vector registers of x86-64 and keeps one for itself (V8: xmm15).
 * With a fused multiply–add, 6 × 2 accumulators, two vectors of B and one broadcast element of A fill the other 15;
 * without one the product needs a place too, and a sixth row would spill (measured: 27 instead of 42 GFLOP/s in float32).
 */
export function tileRows(): number {
  return hasRelaxedSimd() ? 6 : 5;
}

/** Vectors in a row of the micro-tile. */
export const TILE_VECTORS = 2;

/** Columns of the micro-tile, NR. */
export const TILE_COLUMNS: Record<Precision, number> = {
  float32: TILE_VECTORS * 4,
  float64: TILE_VECTORS * 2,
};

/** KC: a panel of B (KC × NR elements, 8 KiB) stays in the first-level cache while panels of A pass by it. */
export const DEPTH = 256;

/** MC: a block of A (MC × KC elements: 90 or 180 KiB) stays in the second-level cache. A multiple of either MR. */
export const BLOCK_ROWS = 90;

/**
 * Columns of one slice of work, at most and at least. With MC rows the most is about 0.5 ms of arithmetic; a smaller
 * problem is cut finer, so that a team has slices to share. Multiples of NR.
 */
export const MOST_BLOCK_COLUMNS = 256;
export const LEAST_BLOCK_COLUMNS = 64;

/** NC: the columns of B packed at a time: DEPTH × this is 4 or 8 MiB, the third-level cache's share. */
export const PASS_COLUMNS = 4096;

/** The rows of A packed at a time: bounds the buffer. A multiple of MC. */
export const PASS_ROWS = 4500;
