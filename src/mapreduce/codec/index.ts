/** Keys and values as bytes: keys whose bytes have the keys' order, values that `portable` carries, pairs. See README.md. */
export { compareBytes, equalBytes } from "./compare-bytes.js";
export { checkKey, compareKeys } from "./compare-keys.js";
export { Cursor } from "./cursor.js";
export { decodeKey, keyEnd } from "./decode-key.js";
export { decodeValue, valueEnd, valueEndWithin } from "./decode-value.js";
export { encodeKey } from "./encode-key.js";
export { encodeValue } from "./encode-value.js";
export { hashBytes } from "./hash-bytes.js";
export { KEY_STRING } from "./key-tags.js";
export { compareText } from "./key-text.js";
export { PairReader, readPairs } from "./pair-reader.js";
export { encodePairs, type PairSink, PairWriter } from "./pair-writer.js";
export { SMALL_INT } from "./value-tags.js";
export { readVarint, VARINT_BYTES, varintSize, writeVarint } from "./varint.js";
