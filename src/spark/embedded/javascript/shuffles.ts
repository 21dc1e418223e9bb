/**
 * The orders that Spark shuffles arrays into: R. Fisher's and F. Yates's shuffle, inside out, of one Mersenne twister for all rows. How many numbers a row
 * takes is a matter of how long its array is, so that only who sees all rows in their order knows a row's.
 */
import { NOT_SUPPORTED } from "../expression/raise.js";
import { type JavaScriptFunction, javascriptOfNulls, RowError } from "./javascript-function.js";
import { MersenneTwister, type TwisterState } from "./mersenne-twister.js";

/** DuckDB's rows come so many at a time: a column that is there twice asks again for some that it has had. */
const CHUNK = 2048;
/** So many beginnings of chunks are remembered of a call, and so many calls. */
const BEGINNINGS = 16;
const CALLS = 32;

interface Shuffling {
  readonly twister: MersenneTwister;
  /** The row whose turn it is. */
  row: number;
  readonly beginnings: Map<number, TwisterState>;
}

const shufflings = new Map<bigint, Shuffling>();

function begun(seed: bigint): Shuffling {
  return { twister: new MersenneTwister(seed), row: 0, beginnings: new Map() };
}

/** What a call has come to, at this row. @throws RowError where rows between were never asked for */
function shufflingAt(call: bigint, seed: bigint, row: number): Shuffling {
  const shuffling = row === 0 ? begun(seed) : shufflings.get(call);
  const beginning = shuffling?.beginnings.get(row);
  if (shuffling !== undefined && shuffling.row !== row && beginning !== undefined) {
    shuffling.twister.state = beginning;
    shuffling.row = row;
  }
  if (shuffling?.row !== row)
    throw new RowError(NOT_SUPPORTED, "F.shuffle of rows that DuckDB doesn't take in their order");
  // The last used is the last to go.
  shufflings.delete(call);
  shufflings.set(call, shuffling);
  if (shufflings.size > CALLS) shufflings.delete(shufflings.keys().next().value!);
  return shuffling;
}

/** The places from 1 on in their new order. Rows without an array are asked for as well: they take no number. */
function shuffled(
  call: bigint | null,
  seed: bigint | null,
  at: bigint | null,
  size: bigint | null,
): string[] | null {
  const shuffling = shufflingAt(call!, seed!, Number(at));
  const { twister, row, beginnings } = shuffling;
  if (row % CHUNK === 0) {
    beginnings.set(row, twister.state);
    if (beginnings.size > BEGINNINGS) beginnings.delete(beginnings.keys().next().value!);
  }
  shuffling.row++;
  if (size === null) return null;
  const places: number[] = [];
  for (let place = 1; place <= size; place++) {
    const other = twister.below(place);
    places.push(places[other] ?? place);
    places[other] = place;
  }
  return places.map(String);
}

export const SHUFFLES: readonly JavaScriptFunction[] = [
  {
    ...javascriptOfNulls("js_shuffled", ["long", "long", "long", "long"], "strings", shuffled),
    remembers: true,
  },
];
