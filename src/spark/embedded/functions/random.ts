/**
 * Random numbers and texts of a seed. They are Spark's where all rows are in one partition: javascript/random.ts draws them in the order of the
 * rows. A call without a seed gets one when its query is analyzed.
 */
import { randomInt } from "node:crypto";
import type { NotSupportedError } from "../../../errors.js";
import { type DataType, DecimalType, DoubleType, LongType, StringType } from "../../types/index.js";
import { castOf, isNumeric } from "../expression/cast-rules.js";
import { literalOf } from "../expression/literal.js";
import { ROW_NUMBER } from "../expression/row-number.js";
import type { CallExpr, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, callQuoted, notFoldable } from "./analysis-errors.js";
import { constantOf, isFoldable } from "./constants.js";
import type { FunctionTable, Parameter, Parameters, RewriteSpec } from "./function-spec.js";
import { arrayOrNull, int } from "./parameters.js";
import { beforeSeed } from "./written-seed.js";

const LONG = new LongType();
const DOUBLE = new DoubleType();

const wholeSeed: Parameter = {
  allowed: '("INT" or "BIGINT")',
  accept: (given) => (["integer", "long", "void"].includes(given.typeName) ? LONG : undefined),
};

/** Numbers as they are; a string isn't read as one. */
const bound: Parameter = {
  allowed: '"NUMERIC"',
  accept: (given) => (given.typeName === "void" ? DOUBLE : isNumeric(given) ? given : undefined),
};

/** @param of the least and the most arguments, the seed being the last */
function seeded(first: readonly Parameter[], most: number): Parameters {
  return {
    counts: `[${most - 1}, ${most}]`,
    of: ({ length }) =>
      length < most - 1 || length > most ? undefined : [...first, wholeSeed].slice(0, length),
  };
}

/** The number that is written down; null is 0. */
function seedOf(seed: Typed | undefined, name: string): bigint {
  if (seed === undefined) return BigInt(randomInt(2 ** 47));
  const value = constantOf(seed);
  if (value === null) return 0n;
  if (typeof value === "number" || typeof value === "bigint") return BigInt(value);
  throw computed(`F.${name} of a seed`);
}

function computed(what: string): NotSupportedError {
  return notEmbedded(`${what} that is computed`, "Write it as a literal");
}

/** A function that draws for every row. @param args as SQL has them, the seed and the row's number behind them */
function drawn(name: string, args: readonly Typed[], seed: bigint, type: DataType): CallExpr {
  return {
    kind: "call",
    name,
    args: [...args, literalOf(seed, LONG), ROW_NUMBER],
    sql: (sql) => `js_${name}(${sql.join(", ")})`,
    deterministic: false,
    type,
    nullable: false,
    pretty: name,
  };
}

const numbers = (name: "rand" | "randn"): RewriteSpec => ({
  kind: "rewrite",
  takes: seeded([], 1),
  pretty: ([seed = ""]) => `${name}(${seed})`,
  rewrite([seed]) {
    if (seed !== undefined && !isFoldable(seed)) {
      throw analysisError(
        "SEED_EXPRESSION_IS_UNFOLDABLE",
        `The seed of ${name} has to be constant, and "${seed.pretty}" isn't.`,
        { seedExpr: `"${seed.pretty}"`, exprWithSeed: `"${name}(${seed.pretty})"` },
        "42K08",
      );
    }
    return drawn(name, [], seedOf(seed, name), DOUBLE);
  },
});

/** Of numbers between two, which have this type. */
function betweenType(low: DataType, high: DataType): DataType {
  const types = [low, high];
  const decimals = types.filter((type) => type instanceof DecimalType);
  for (const name of ["double", "float"]) {
    const found = types.find(({ typeName }) => typeName === name);
    if (found !== undefined) return found;
  }
  const [first, second] = decimals;
  if (first === undefined) {
    const widths = ["byte", "short", "integer", "long"];
    return widths.indexOf(low.typeName) > widths.indexOf(high.typeName) ? low : high;
  }
  if (second === undefined || first.equals(second)) return first;
  throw notEmbedded("F.uniform between decimals of two types", "Cast both to one type");
}

const uniform: RewriteSpec = {
  kind: "rewrite",
  takes: seeded([bound, bound], 3),
  rewrite(args, build) {
    const [low, high, seed] = args;
    const kind = "integer or floating-point";
    for (const [i, name] of ["min", "max", "seed"].entries()) {
      const given = args[i];
      if (given !== undefined && !isFoldable(given))
        throw notFoldable(callQuoted("uniform", args), name, kind, given);
    }
    const type = betweenType(low!.type, high!.type);
    const [from, to] = [castOf(low!, DOUBLE), castOf(high!, DOUBLE)];
    const random = drawn("rand", [], seedOf(seed, "uniform"), DOUBLE);
    const width = build.call("*", [build.call("-", [to, from]), random]);
    return { ...castOf(build.call("+", [from, width]), type), nullable: false } as Typed;
  },
};

const randstr: RewriteSpec = {
  kind: "rewrite",
  takes: seeded([int], 2),
  rewrite(args) {
    for (const [i, name] of ["length", "seed"].entries()) {
      const given = args[i];
      if (given !== undefined && !isFoldable(given))
        throw notFoldable(callQuoted("randstr", args), name, "integer", given);
    }
    const [length, seed] = args;
    const size = constantOf(length!);
    if (size !== null && typeof size !== "number" && typeof size !== "bigint")
      throw computed("F.randstr of a length");
    if (Number(size) < 0) {
      throw analysisError(
        "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
        `A text of randstr has 0 characters or more, and ${size} are asked for.`,
        {
          exprName: "`length`",
          valueRange: "[0, 2147483647]",
          currentValue: String(size),
          sqlExpr: callQuoted("randstr", args),
        },
        "42K09",
      );
    }
    return drawn(
      "randstr",
      [literalOf(Number(size), int.accept(length!.type, length!)!)],
      seedOf(seed, "randstr"),
      new StringType(),
    );
  },
};

let shuffles = 0n;

/** Each call has a number of its own: what it has come to is of its rows. */
const shuffle: RewriteSpec = {
  kind: "rewrite",
  takes: beforeSeed("shuffle", [arrayOrNull]),
  pretty: ([list]) => `shuffle(${list})`,
  rewrite(args) {
    const [list, seed] = args as [Typed, Typed | undefined];
    const { type, nullable } = list;
    const call: CallExpr = {
      kind: "call",
      name: "shuffle",
      args: [list, literalOf(shuffles++, LONG), literalOf(seedOf(seed, "shuffle"), LONG), ROW_NUMBER],
      sql: ([from, ...how]) =>
        `list_select(${from}, CAST(js_shuffled(${how.join(", ")}, len(${from})) AS INTEGER[]))`,
      deterministic: false,
      type,
      nullable,
      pretty: `shuffle(${list.pretty})`,
    };
    return call;
  },
};

export const RANDOM: FunctionTable = {
  shuffle,
  rand: numbers("rand"),
  random: numbers("rand"),
  randn: numbers("randn"),
  uniform,
  randstr,
};
