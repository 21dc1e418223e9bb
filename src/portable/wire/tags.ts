/** The first byte of each value on the wire. README.md has the layout of what follows. */

/** First byte of a parcel. */
export const MAGIC = 0x6d;
/** Second byte: changes with the format, so that a parcel from another version of the library is refused. */
export const FORMAT_VERSION = 1;
/** magic, version, flags, 0 | body bytes | table bytes | objects. A multiple of 8, so that columns are aligned. */
export const HEADER_BYTES = 16;

/** Flags, third byte. */
export const HAS_REFERENCES = 1;
export const HAS_MODULES = 2;

export const UNDEFINED = 0x00;
export const NULL = 0x01;
export const FALSE = 0x02;
export const TRUE = 0x03;
export const INTEGER = 0x04;
export const DOUBLE = 0x05;
export const BIGINT = 0x06;
export const STRING = 0x07;
export const LONG_STRING = 0x08;
export const WIDE_STRING = 0x09;
export const SYMBOL = 0x0a;
export const WELL_KNOWN_SYMBOL = 0x0b;
export const HOLE = 0x0c;

export const REFERENCE = 0x10;
export const OBJECT = 0x11;
export const NULL_OBJECT = 0x12;
export const INHERITING_OBJECT = 0x13;
export const INSTANCE = 0x14;
export const ARRAY = 0x15;
export const INT_COLUMN = 0x16;
export const DOUBLE_COLUMN = 0x17;
export const SPARSE_ARRAY = 0x18;
export const MAP = 0x19;
export const SET = 0x1a;
export const DATE = 0x1b;
export const REGEXP = 0x1c;
export const BUFFER = 0x1d;
export const VIEW = 0x1e;
export const NODE_BUFFER = 0x1f;
export const BOXED = 0x20;
export const ERROR = 0x21;
export const URL_TAG = 0x22;
export const URL_SEARCH_PARAMS = 0x23;
export const CARRIER = 0x24;
export const ORIGIN = 0x25;
export const FUNCTION = 0x26;
export const TASK = 0x28;
export const MODULE_EXPORT = 0x29;

/** Says that the class of the instance stands before the builtin's state: `class Registry extends Map`. */
export const DERIVED = 0x30;
/** A value with own fields that its kind doesn't have: an array with names, a Map with a property. */
export const WITH_FIELDS = 0x31;
/** The value after this one needs this one to be there first: a class before its instance. */
export const BEFORE = 0x32;
/** The container's contents come after everything else: keeps the stack shallow. */
export const LATER = 0x33;
/** In the place of a property's value: a getter and a setter follow. */
export const ACCESSOR = 0x34;

/** 0x40–0x5f: a one-byte string of 0–31 characters. */
export const SHORT_STRING = 0x40;
export const SHORT_STRING_LIMIT = 32;
/** 0x80–0xff: the integers 0–127. */
export const SMALL_INTEGER = 0x80;
export const SMALL_INTEGER_LIMIT = 128;

/** Containers nested deeper than this are written after the rest. A frame takes 100–200 bytes of a stack of 984 KiB. */
export const INLINE_DEPTH = 200;
/** Nesting that can't be put off (functions in functions, causes of causes) may go this deep. */
export const DEPTH_LIMIT = 1000;
