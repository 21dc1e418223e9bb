import type { FunctionFamily } from "./function-line.js";

export const WINDOW: FunctionFamily = {
  counter_diff: {
    takes: "value, startTime?",
    doc: "By how much a counter that only grows has grown since the row before; a new start of it, told by `startTime`, counts from 0.",
  },
  cume_dist: {
    takes: "",
    gives: "number!",
    doc: "Which part of the partition's rows, from 0 to 1, comes before the row or equals it.",
  },
  dense_rank: {
    takes: "",
    gives: "number!",
    doc: "The row's rank, from 1, equal rows having the same and no rank being left out.",
  },
  lag: {
    takes: "col, offset: int = 1, defaultValue?: value",
    doc: "The value `offset` rows before, or `default` if there is no such row.",
  },
  lead: {
    takes: "col, offset: int = 1, defaultValue?: value",
    doc: "The value `offset` rows behind, or `default` if there is no such row.",
  },
  nth_value: {
    takes: "col, offset: int, ignoreNulls: boolean = false",
    doc: "The value of the frame's row of that number, from 1; null if it has fewer.",
  },
  ntile: {
    takes: "n: int",
    gives: "number!",
    doc: "The number, from 1, of the row's part when the partition is cut into `n` of equal size.",
  },
  percent_rank: {
    takes: "",
    gives: "number!",
    doc: "The row's rank as a part, from 0 to 1, of the ranks there are.",
  },
  rank: {
    takes: "",
    gives: "number!",
    doc: "The row's rank, from 1, equal rows having the same and as many ranks behind them being left out.",
  },
  row_number: { takes: "", gives: "number!", doc: "The row's number in its partition, from 1." },
};
