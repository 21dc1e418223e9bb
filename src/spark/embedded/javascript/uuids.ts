/** Random UUIDs of a seed: Spark's are of a Mersenne twister, two words of 64 bits a row. */
import { type JavaScriptFunction, javascript } from "./javascript-function.js";
import { MersenneTwister } from "./mersenne-twister.js";

let last: { readonly seed: bigint; readonly twister: MersenneTwister; rows: bigint } | undefined;

/** @param row from 0 on: rows come in their order, and what doesn't is counted from the beginning */
function uuid(seed: bigint, row: bigint): string {
  if (last === undefined || last.seed !== seed || last.rows > row) {
    last = { seed, twister: new MersenneTwister(seed), rows: 0n };
  }
  const { twister } = last;
  for (; last.rows < row; last.rows++) for (let i = 0; i < 4; i++) twister.next();
  last.rows++;
  const words = [twister.next(), twister.next(), twister.next(), twister.next()];
  words[1] = ((words[1]! & 0xffff0fff) | 0x4000) >>> 0;
  words[2] = ((words[2]! | 0x80000000) & 0xbfffffff) >>> 0;
  const hex = words.map((word) => word.toString(16).padStart(8, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const UUIDS: readonly JavaScriptFunction[] = [javascript("js_uuid", ["long", "long"], "string", uuid)];
