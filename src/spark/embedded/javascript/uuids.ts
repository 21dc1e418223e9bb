/** Random UUIDs of a seed: Spark's are of a Mersenne twister, two words of 64 bits a row. */
import { type JavaScriptFunction, javascript } from "./javascript-function.js";
import { kept } from "./kept.js";
import { MersenneTwister } from "./mersenne-twister.js";
import { Sequence } from "./sequence.js";

/** So many rows are between two that are remembered: a twister's state is long. */
const APART = 8192;
/** So many sequences are kept: a query has few, and a session has many queries. */
const MOST_KEPT = 32;

const sequenceOf = kept((seed: bigint) => {
  const twister = new MersenneTwister(seed);
  const words = () => [twister.next(), twister.next(), twister.next(), twister.next()] as const;
  return new Sequence(twister, words, APART);
}, MOST_KEPT);

const hex = (word: number) => word.toString(16).padStart(8, "0");

/** @param row from 0 on */
function uuid(seed: bigint, row: bigint): string {
  const [a, b, c, d] = sequenceOf(seed).at(Number(row));
  const second = hex(((b & 0xffff0fff) | 0x4000) >>> 0);
  const third = hex(((c | 0x80000000) & 0xbfffffff) >>> 0);
  return `${hex(a)}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hex(d)}`;
}

export const UUIDS: readonly JavaScriptFunction[] = [javascript("js_uuid", ["long", "long"], "string", uuid)];
