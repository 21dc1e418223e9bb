/** A key and a value on their way, and how many bytes they would take. */
import { Cursor, decodeKey, decodeValue, encodeKey, encodeValue } from "../../codec/index.js";
import type { Emit, Pair, StepPlan } from "../../job/index.js";

export interface Item {
  readonly key: unknown;
  readonly value: unknown;
  readonly bytes: number;
}

/** The two ways of writing things as bytes: a key's have an order, and only some values can be keys. */
interface Codec {
  encode(u8: Uint8Array, at: number, end: number, value: unknown): number;
  decode(u8: Uint8Array, cursor: Cursor): unknown;
}

const KEY: Codec = { encode: encodeKey, decode: decodeKey };
const VALUE: Codec = { encode: encodeValue, decode: decodeValue };

let scratch = new Uint8Array(1024);

/**
 * A copy, as if it had gone to another thread and come back: what a mapper changes after it has yielded it changes nothing, and what
 * can't travel is refused here as well.
 *
 * @throws NotPortableError, or ValueError for a key that has no order
 */
function carried(value: unknown, codec: Codec): { value: unknown; bytes: number } {
  for (;;) {
    const end = codec.encode(scratch, 0, scratch.length, value);
    // A copy of the bytes: decoded values may lie in them.
    if (end >= 0) return { value: codec.decode(scratch.slice(0, end), new Cursor(0)), bytes: end };
    scratch = new Uint8Array(scratch.length * 2);
  }
}

/** Puts pairs into an array. @param step if they are on their way to its reducers, where they will be sorted */
export function into(items: Item[], step?: StepPlan): Emit {
  const keyCodec = step === undefined ? VALUE : KEY;
  const valueCodec = step?.sortValues ? KEY : VALUE;
  return (key, value) => {
    const copy = carried(key, keyCodec);
    const { value: itsValue, bytes } = carried(value, valueCodec);
    items.push({ key: copy.value, value: itsValue, bytes: copy.bytes + bytes });
  };
}

export function pairsOf(items: readonly Item[]): Pair[] {
  return items.map(({ key, value }) => [key, value]);
}

export function bytesOf(items: readonly Item[]): number {
  return items.reduce((bytes, item) => bytes + item.bytes, 0);
}
