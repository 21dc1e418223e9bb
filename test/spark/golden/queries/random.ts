import type { GoldenGroup } from "../family.js";

/** Of all rows in their order: a row for itself would always be the first. */
const draws: GoldenGroup = {
  table: "texts",
  kind: "window",
  queries: [
    ...["rand(0)", "rand(42)", "rand(-1)", "rand(5000000000L)", "rand(-9223372036854775808L)", "rand(null)"],
    ...["randn(0)", "randn(42)", "randn(-7)", "randn(9223372036854775807L)", "random(42)"],
    ...["rand(1.5)", "rand('1')", "rand(n)", "rand(1, 2)", "randn(s)", "rand(3Y)"],
    ...["uniform(0, 10, 5)", "uniform(1L, 100, 7)", "uniform(1.5F, 2, 1)", "uniform(1D, 2, 1)", "uniform(1Y, 2S, 3)"],
    ...["uniform(5, 1, 3)", "uniform(5, 5, 3)", "uniform(null, 5, 3)", "uniform(0.05, 0.99, 3)", "uniform(1, 2, null)"],
    ...["uniform(n, 2, 3)", "uniform('1', 5, 1)", "uniform(1)", "uniform(1, 2, 1.5)", "uniform(-2147483648, 2147483647, 9)"],
    ...["randstr(5, 42)", "randstr(0, 1)", "randstr(10L, 1)", "randstr(null, 2)", "randstr(100, -3)"],
    ...["randstr(n, 1)", "randstr(5, n)", "randstr()", "randstr(5, 1.5)", "randstr(-1, 42)"],
  ],
}; // biome-ignore format: lists

const shuffled: GoldenGroup = {
  table: "texts",
  kind: "window",
  queries: [
    ...["shuffle(sequence(1, 9), 42)", "shuffle(array(s, t, 'x'), 0)", "shuffle(split(t, ''), -5)", "shuffle(array(n, null, 1, 2), 5000000000L)", "shuffle(array(), 1)", "shuffle(cast(null as array<int>), 1)"],
    ...["shuffle(case when n > 0 then sequence(1, n) end, 7)", "shuffle(array(n), n)", "shuffle(s, 1)", "shuffle(array(1), 1.5)"],
  ],
}; // biome-ignore format: lists

export default [draws, shuffled];
