/** The first byte of each encoded value. README.md has the layout of what follows. Numbers must never change, as those of keys. */

export const UNDEFINED = 0x00;
export const NULL = 0x01;
export const FALSE = 0x02;
export const TRUE = 0x03;
/** A varint: 2n, or -2n - 1 for what is negative. */
export const INT = 0x04;
export const DOUBLE = 0x05;
export const LATIN1 = 0x06;
export const UTF16 = 0x07;
export const ARRAY = 0x08;
export const OBJECT = 0x09;
export const PARCEL = 0x0a;
/** 0x20–0x2f: an array of 0–15 values. */
export const SHORT_ARRAY = 0x20;
export const SHORT_ARRAY_LIMIT = 16;
/** 0x40–0x7f: a string of 0–63 characters up to U+00FF. */
export const SHORT_STRING = 0x40;
export const SHORT_STRING_LIMIT = 64;
/** 0x80–0xff: the integers 0–127. */
export const SMALL_INT = 0x80;

/** Arrays and objects in each other: what is nested deeper, or contains itself, goes into a parcel as a whole. */
export const VALUE_DEPTH = 64;
