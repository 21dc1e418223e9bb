/** About how many distinct values there are, by their hashes: HyperLogLog++ (S. Heule, M. Nunkesser, A. Hall, 2013) as Spark has it. */
import { type JavaScriptFunction, javascript } from "./javascript-function.js";
import { kept } from "./kept.js";
import { MEASURED } from "./raw-estimates.js";

const LEAST = 4;
/** The greatest number of bits for which there are measured estimates here. */
export const MOST_BITS = LEAST + MEASURED.length - 1;
/** How many of the measured estimates that are nearest say what one is off by. */
const NEAREST = 6;
/** A register's number is in front of these bits, what it would hold within them. */
const RANK_BITS = 6;

/** Below it, for each number of bits from 4 on, the registers that are still empty say more: the paper's table. */
const THRESHOLDS = [10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11_500, 20_000, 50_000];

/** Which register a hash is of, by its first bits, and how many zeros the rest begins with, and one more. */
function registerOf(hash: bigint, bits: number): number {
  const high = Number(BigInt.asIntN(32, hash >> 32n));
  const low = Number(BigInt.asIntN(32, hash));
  const top = (high << bits) | (low >>> (32 - bits));
  const rank = top === 0 ? 33 + Math.clz32((low << bits) | (1 << (bits - 1))) : 1 + Math.clz32(top);
  return ((high >>> (32 - bits)) << RANK_BITS) | rank;
}

interface Measured {
  readonly estimates: Float64Array;
  /** How much greater than the size of its set each is. */
  readonly biases: Float64Array;
}

const measuredOf = kept((bits: number): Measured => {
  const { estimates: text, grows, by } = MEASURED[bits - LEAST]!;
  const estimates = Float64Array.from(text.trim().split(/\s+/), Number);
  const more = by.replaceAll(/\s/g, "");
  let size = 1;
  const biases = estimates.map((estimate, i) => {
    if (i > 0) size += grows + Number(more[i - 1]);
    return estimate - size;
  });
  return { estimates, biases };
}, MEASURED.length);

/** By how much an estimate is too great: the mean of what its neighbours among the measured are off by. */
function biasOf(estimate: number, bits: number): number {
  const { estimates, biases } = measuredOf(bits);
  const distance = (at: number) => (estimate - estimates[at]!) ** 2;
  let low = Math.max(placeOf(estimate, estimates) - NEAREST + 1, 0);
  let high = Math.min(low + NEAREST, estimates.length);
  for (; high < estimates.length && distance(high) < distance(low); high++) low++;
  let sum = 0;
  for (let i = low; i < high; i++) sum += biases[i]!;
  return sum / (high - low);
}

/** Where a number is in a sorted list, or would stand. */
function placeOf(wanted: number, sorted: Float64Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle]!;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return low;
}

function alphaSquared(bits: number): number {
  const m = 2 ** bits;
  const alpha = [0.673, 0.697, 0.709][bits - LEAST] ?? 0.7213 / (1 + 1.079 / m);
  return alpha * m * m;
}

/** @param entries what {@link registerOf} gave for the values, each once or more */
function estimateOf(entries: Iterable<number>, bits: number): bigint {
  const m = 2 ** bits;
  const registers = new Uint8Array(m);
  for (const entry of entries) {
    const register = entry >>> RANK_BITS;
    registers[register] = Math.max(registers[register]!, entry & ((1 << RANK_BITS) - 1));
  }
  let inverse = 0;
  let empty = 0;
  for (const rank of registers) {
    // Of 32 bits, as Spark's.
    inverse += 1 / (1 << rank);
    if (rank === 0) empty++;
  }
  const raw = alphaSquared(bits) / inverse;
  const counted = m * Math.log(m / empty);
  const isFew = empty > 0 && (counted <= THRESHOLDS[bits - LEAST]! || raw <= 2.5 * m);
  const estimate = isFew ? counted : raw < 5 * m ? raw - biasOf(raw, bits) : raw;
  return BigInt(Math.round(estimate));
}

export const DISTINCT_COUNTS: readonly JavaScriptFunction[] = [
  javascript("js_distinct_register", ["long", "int"], "int", registerOf),
  javascript("js_distinct_estimate", ["ints", "int"], "long", (entries, bits) =>
    estimateOf(entries as readonly number[], bits),
  ),
];
