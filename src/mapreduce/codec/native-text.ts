/** Node's own copying of strings to and from bytes. They are called on plain `Uint8Array`s, also on those in shared memory. */

interface TextMethods {
  latin1Write(this: Uint8Array, text: string, offset: number, length: number): number;
  ucs2Write(this: Uint8Array, text: string, offset: number, length: number): number;
  utf8Write(this: Uint8Array, text: string, offset: number, length: number): number;
  latin1Slice(this: Uint8Array, start: number, end: number): string;
  ucs2Slice(this: Uint8Array, start: number, end: number): string;
  utf8Slice(this: Uint8Array, start: number, end: number): string;
}

const methods = Buffer.prototype as unknown as TextMethods;

/** The bytes at `start` to `end` as characters U+0000 to U+00FF. */
export function latin1Slice(u8: Uint8Array, start: number, end: number): string {
  return methods.latin1Slice.call(u8, start, end);
}

/** The bytes, two a code unit, the lower first. */
export function ucs2Slice(u8: Uint8Array, start: number, end: number): string {
  return methods.ucs2Slice.call(u8, start, end);
}

export function utf8Slice(u8: Uint8Array, start: number, end: number): string {
  return methods.utf8Slice.call(u8, start, end);
}

/** Writes one byte a code unit. Returns the position behind; there must be room. */
export function latin1Write(u8: Uint8Array, at: number, text: string): number {
  return at + methods.latin1Write.call(u8, text, at, text.length);
}

/** Writes two bytes a code unit. Returns the position behind; there must be room. */
export function ucs2Write(u8: Uint8Array, at: number, text: string): number {
  return at + methods.ucs2Write.call(u8, text, at, 2 * text.length);
}

/** Writes UTF-8. Returns the position behind; there must be room for three bytes a code unit. */
export function utf8Write(u8: Uint8Array, at: number, text: string): number {
  return at + methods.utf8Write.call(u8, text, at, 3 * text.length);
}

/**
 * Strings up to here are read and written unit by unit, longer ones natively: a native call costs as much as 15 to 25 units
 * (Node 20, x86-64).
 */
export const SHORT_TEXT = 20;

/** What `shortText` can read. */
export const SHORTEST_TEXT = 12;

const from = String.fromCharCode;

/**
 * The `length` bytes at `at`, at most `SHORTEST_TEXT`, as characters. One call with all of them makes the string at once, and takes
 * half the time of adding them up and a third of a native call's.
 */
export function shortText(u8: Uint8Array, at: number, length: number): string {
  if (length === 0) return "";
  const a = u8[at]!;
  if (length === 1) return from(a);
  const b = u8[at + 1]!;
  if (length === 2) return from(a, b);
  const c = u8[at + 2]!;
  if (length === 3) return from(a, b, c);
  const d = u8[at + 3]!;
  if (length === 4) return from(a, b, c, d);
  const e = u8[at + 4]!;
  if (length === 5) return from(a, b, c, d, e);
  const f = u8[at + 5]!;
  if (length === 6) return from(a, b, c, d, e, f);
  const g = u8[at + 6]!;
  if (length === 7) return from(a, b, c, d, e, f, g);
  const h = u8[at + 7]!;
  if (length === 8) return from(a, b, c, d, e, f, g, h);
  const i = u8[at + 8]!;
  if (length === 9) return from(a, b, c, d, e, f, g, h, i);
  const j = u8[at + 9]!;
  if (length === 10) return from(a, b, c, d, e, f, g, h, i, j);
  const k = u8[at + 10]!;
  if (length === 11) return from(a, b, c, d, e, f, g, h, i, j, k);
  return from(a, b, c, d, e, f, g, h, i, j, k, u8[at + 11]!);
}
