import type { FunctionFamily } from "./function-line.js";

export const SKETCH: FunctionFamily = {
  count_min_sketch: {
    takes: "col, eps: double, confidence: double, seed: seed",
    gives: "Uint8Array!",
    doc: "A count-min sketch of how often values occur, up to a relative error of `eps` with probability `confidence`; as binary.",
  },
  hll_sketch_agg: {
    takes: "col, lgConfigK?: int",
    gives: "Uint8Array",
    doc: "A HyperLogLog sketch of the distinct values, with 2 to the power of `lgConfigK` buckets.",
  },
  hll_sketch_estimate: {
    takes: "col",
    gives: "number",
    doc: "About how many distinct values a HyperLogLog sketch has seen.",
  },
  hll_union: {
    takes: "col1, col2, allowDifferentLgConfigK?: boolean",
    gives: "Uint8Array",
    doc: "Two HyperLogLog sketches as one.",
  },
  hll_union_agg: {
    takes: "col, allowDifferentLgConfigK?: boolean",
    gives: "Uint8Array",
    doc: "All HyperLogLog sketches as one.",
  },
  kll_merge_agg_bigint: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "All KLL sketches of whole numbers as one.",
  },
  kll_merge_agg_double: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "All KLL sketches of doubles as one.",
  },
  kll_merge_agg_float: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "All KLL sketches of floats as one.",
  },
  kll_sketch_agg_bigint: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "A KLL sketch of whole numbers, for quantiles; the greater `k`, the more exact.",
  },
  kll_sketch_agg_double: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "A KLL sketch of doubles, for quantiles; the greater `k`, the more exact.",
  },
  kll_sketch_agg_float: {
    takes: "col, k?: int",
    gives: "Uint8Array",
    doc: "A KLL sketch of floats, for quantiles; the greater `k`, the more exact.",
  },
  kll_sketch_get_n_bigint: {
    takes: "col",
    gives: "number",
    doc: "How many values a KLL sketch of whole numbers has seen.",
  },
  kll_sketch_get_n_double: {
    takes: "col",
    gives: "number",
    doc: "How many values a KLL sketch of doubles has seen.",
  },
  kll_sketch_get_n_float: {
    takes: "col",
    gives: "number",
    doc: "How many values a KLL sketch of floats has seen.",
  },
  kll_sketch_get_quantile_bigint: {
    takes: "sketch, rank",
    doc: "About which value of a KLL sketch of whole numbers stands at a rank from 0 to 1, or at each of an array of them.",
  },
  kll_sketch_get_quantile_double: {
    takes: "sketch, rank",
    doc: "About which value of a KLL sketch of doubles stands at a rank from 0 to 1, or at each of an array of them.",
  },
  kll_sketch_get_quantile_float: {
    takes: "sketch, rank",
    doc: "About which value of a KLL sketch of floats stands at a rank from 0 to 1, or at each of an array of them.",
  },
  kll_sketch_get_rank_bigint: {
    takes: "sketch, quantile",
    doc: "About which part, from 0 to 1, of the values of a KLL sketch of whole numbers is at most a value, or each of an array of them.",
  },
  kll_sketch_get_rank_double: {
    takes: "sketch, quantile",
    doc: "About which part, from 0 to 1, of the values of a KLL sketch of doubles is at most a value, or each of an array of them.",
  },
  kll_sketch_get_rank_float: {
    takes: "sketch, quantile",
    doc: "About which part, from 0 to 1, of the values of a KLL sketch of floats is at most a value, or each of an array of them.",
  },
  kll_sketch_merge_bigint: {
    takes: "left, right",
    gives: "Uint8Array",
    doc: "Two KLL sketches of whole numbers as one.",
  },
  kll_sketch_merge_double: {
    takes: "left, right",
    gives: "Uint8Array",
    doc: "Two KLL sketches of doubles as one.",
  },
  kll_sketch_merge_float: {
    takes: "left, right",
    gives: "Uint8Array",
    doc: "Two KLL sketches of floats as one.",
  },
  kll_sketch_to_string_bigint: {
    takes: "col",
    gives: "string",
    doc: "What a KLL sketch of whole numbers says of itself, to be read by people.",
  },
  kll_sketch_to_string_double: {
    takes: "col",
    gives: "string",
    doc: "What a KLL sketch of doubles says of itself, to be read by people.",
  },
  kll_sketch_to_string_float: {
    takes: "col",
    gives: "string",
    doc: "What a KLL sketch of floats says of itself, to be read by people.",
  },
  theta_difference: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A theta sketch of the values of one that the other has not.",
  },
  theta_intersection: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A theta sketch of the values that both have.",
  },
  theta_intersection_agg: {
    takes: "col",
    gives: "Uint8Array",
    doc: "A theta sketch of the values that all have.",
  },
  theta_sketch_agg: {
    takes: "col, lgNomEntries?: int",
    gives: "Uint8Array",
    doc: "A theta sketch of the distinct values, of nominally 2 to the power of `lgNomEntries` entries.",
  },
  theta_sketch_estimate: {
    takes: "col",
    gives: "number",
    doc: "About how many distinct values a theta sketch has seen.",
  },
  theta_union: {
    takes: "col1, col2, lgNomEntries?: int",
    gives: "Uint8Array",
    doc: "A theta sketch of the values that either has.",
  },
  theta_union_agg: {
    takes: "col, lgNomEntries?: int",
    gives: "Uint8Array",
    doc: "A theta sketch of the values that any has.",
  },
  tuple_difference_double: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys of one that the other has not.",
  },
  tuple_difference_integer: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys of one that the other has not.",
  },
  tuple_difference_theta_double: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, without the keys of a theta sketch.",
  },
  tuple_difference_theta_integer: {
    takes: "col1, col2",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, without the keys of a theta sketch.",
  },
  tuple_intersection_agg_double: {
    takes: "col, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys that all have.",
  },
  tuple_intersection_agg_integer: {
    takes: "col, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys that all have.",
  },
  tuple_intersection_double: {
    takes: "col1, col2, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys that both have.",
  },
  tuple_intersection_integer: {
    takes: "col1, col2, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys that both have.",
  },
  tuple_intersection_theta_double: {
    takes: "col1, col2, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys that a theta sketch has too.",
  },
  tuple_intersection_theta_integer: {
    takes: "col1, col2, mode?: string",
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys that a theta sketch has too.",
  },
  tuple_sketch_agg_double: {
    takes: 'key, summary, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch of distinct keys, each with a summary of its doubles: `sum`, `min`, `max` or `alwaysone`.",
  },
  tuple_sketch_agg_integer: {
    takes: 'key, summary, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch of distinct keys, each with a summary of its whole numbers: `sum`, `min`, `max` or `alwaysone`.",
  },
  tuple_sketch_estimate_double: {
    takes: "col",
    gives: "number",
    doc: "About how many distinct keys a tuple sketch, with summaries that are doubles, has seen.",
  },
  tuple_sketch_estimate_integer: {
    takes: "col",
    gives: "number",
    doc: "About how many distinct keys a tuple sketch, with summaries that are whole numbers, has seen.",
  },
  tuple_sketch_summary_double: {
    takes: "col, mode?: string",
    gives: "number",
    doc: "About what the summaries, which are doubles, of all keys of a tuple sketch come to: `sum`, `min`, `max` or `alwaysone`.",
  },
  tuple_sketch_summary_integer: {
    takes: "col, mode?: string",
    gives: "number",
    doc: "About what the summaries, which are whole numbers, of all keys of a tuple sketch come to: `sum`, `min`, `max` or `alwaysone`.",
  },
  tuple_sketch_theta_double: {
    takes: "col",
    gives: "number",
    doc: "The part, from 0 to 1, of keys that a tuple sketch, with summaries that are doubles, keeps.",
  },
  tuple_sketch_theta_integer: {
    takes: "col",
    gives: "number",
    doc: "The part, from 0 to 1, of keys that a tuple sketch, with summaries that are whole numbers, keeps.",
  },
  tuple_union_agg_double: {
    takes: 'col, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys that any has.",
  },
  tuple_union_agg_integer: {
    takes: 'col, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys that any has.",
  },
  tuple_union_double: {
    takes: 'col1, col2, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of the keys that either has.",
  },
  tuple_union_integer: {
    takes: 'col1, col2, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of the keys that either has.",
  },
  tuple_union_theta_double: {
    takes: 'col1, col2, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are doubles, of its keys and those of a theta sketch.",
  },
  tuple_union_theta_integer: {
    takes: 'col1, col2, lgNomEntries: int = 12, mode: string = "sum"',
    gives: "Uint8Array",
    doc: "A tuple sketch, with summaries that are whole numbers, of its keys and those of a theta sketch.",
  },
};
