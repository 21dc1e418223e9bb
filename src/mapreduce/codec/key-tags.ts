/**
 * The first byte of each encoded key, in the order of the kinds. README.md has the layout of what follows.
 * Numbers must never change: runs and outputs of a job that is resumed were written with them.
 */

/** Ends a string, an array or an object: below every tag and every byte of a string's text, so that what is shorter comes first. */
export const END = 0x00;
export const KEY_NULL = 0x01;
export const KEY_FALSE = 0x02;
export const KEY_TRUE = 0x03;
/** -Infinity and what is at most -2^53. */
export const KEY_LOWEST = 0x08;
/** Zero; 1 to 7 bytes of a positive number have the tags above, those of a negative one the tags below. */
export const KEY_ZERO = 0x10;
/** 2^53 and more, and Infinity. */
export const KEY_HIGHEST = 0x18;
export const KEY_STRING = 0x20;
export const KEY_ARRAY = 0x30;
export const KEY_OBJECT = 0x38;

/** Stands before a NUL or a U+0001 of a text, which then is written as 1 or 2. */
export const ESCAPE = 0x01;

/** Arrays and objects in each other: deeper is taken for a cycle. */
export const KEY_DEPTH = 200;
