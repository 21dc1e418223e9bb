import type { FunctionFamily } from "./function-line.js";

export const BITWISE: FunctionFamily = {
  bit_count: { takes: "col", gives: "number", doc: "How many bits are set." },
  bit_get: {
    takes: "col, pos",
    gives: "number",
    doc: "The bit at a position, counted from 0 at the lowest.",
  },
  bitwiseNOT: {
    takes: "col",
    sends: "~",
    deprecated: "bitwise_not",
    doc: "The same as {@link bitwise_not}.",
  },
  bitwise_not: { takes: "col", sends: "~", doc: "Every bit turned over." },
  getbit: { takes: "col, pos", gives: "number", doc: "The same as {@link bit_get}." },
  shiftLeft: {
    takes: "col, numBits: int",
    gives: "number",
    sends: "shiftleft",
    deprecated: "shiftleft",
    doc: "The same as {@link shiftleft}.",
  },
  shiftRight: {
    takes: "col, numBits: int",
    gives: "number",
    sends: "shiftright",
    deprecated: "shiftright",
    doc: "The same as {@link shiftright}.",
  },
  shiftRightUnsigned: {
    takes: "col, numBits: int",
    gives: "number",
    sends: "shiftrightunsigned",
    deprecated: "shiftrightunsigned",
    doc: "The same as {@link shiftrightunsigned}.",
  },
  shiftleft: { takes: "col, numBits: int", gives: "number", doc: "The bits moved up." },
  shiftright: { takes: "col, numBits: int", gives: "number", doc: "The bits moved down; the sign stays." },
  shiftrightunsigned: {
    takes: "col, numBits: int",
    gives: "number",
    doc: "The bits moved down, with zeros behind them.",
  },
};
