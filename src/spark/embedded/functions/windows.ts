/** Functions that only a window has. */
import { type DataType, DoubleType, IntegerType } from "../../types/index.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { callQuoted, notFoldable } from "./analysis-errors.js";
import { implicitType } from "./coercion.js";
import { constantOf, isFoldable } from "./constants.js";
import type { FunctionTable, Parameters, RankingSpec } from "./function-spec.js";
import { any, boolean, int, takes } from "./parameters.js";

const toInt = () => new IntegerType();
const never = () => false;

const rank = (name: string, gives: () => DataType = toInt): RankingSpec => ({
  kind: "ranking",
  takes: takes(),
  gives,
  nullable: never,
  ignoresFrame: true,
  // Spark's own way to write them.
  pretty: () => (name.endsWith("rank") ? `${name.toUpperCase()}()` : `${name}()`),
  sql: (_, how) => (gives === toInt ? `CAST(${how.over(`${name}()`)} AS INTEGER)` : how.over(`${name}()`)),
});

/** The value of a row so many before or behind, or what is given for rows that aren't there. */
const neighbour = (name: string): RankingSpec => ({
  kind: "ranking",
  takes: {
    counts: "[1, 2, 3]",
    of(args) {
      if (args.length < 1 || args.length > 3) return undefined;
      const type = args[0]!.type;
      const rest = { allowed: type.simpleString(), accept: (given: DataType) => implicitType(given, type) };
      return [any, int, rest].slice(0, args.length);
    },
  },
  gives: ([a]) => a!.type,
  nullable: ([a, , rest]: readonly Typed[]) => a!.nullable || rest === undefined || rest.nullable,
  ignoresFrame: true,
  pretty: ([a, offset = "1", rest = "NULL"]) => `${name}(${a}, ${offset}, ${rest})`,
  sql(args, how, typed) {
    if (how.behind === "") return how.over(`${name}(${args.join(", ")})`);
    // DuckDB's own forgets values behind a null.
    const [x, , rest] = args;
    if (typed[1] !== undefined && constantOf(typed[1]) !== 1)
      throw notEmbedded(`F.${name} that ignores nulls, of another offset than 1`);
    const found =
      name === "lag"
        ? how.framed(`last_value(${x} IGNORE NULLS)`, "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING")
        : how.framed(`first_value(${x} IGNORE NULLS)`, "ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING");
    return rest === undefined ? found : `coalesce(${found}, ${rest})`;
  },
});

/** How many parts, which is the same for all rows. */
const buckets: Parameters = {
  counts: "1",
  of(args) {
    if (args.length !== 1) return undefined;
    if (isFoldable(args[0]!)) return [int];
    throw notFoldable(callQuoted("ntile", args), "buckets", '"INT"', args[0]!);
  },
};

export const WINDOWS: FunctionTable = {
  row_number: rank("row_number"),
  rank: rank("rank"),
  dense_rank: rank("dense_rank"),
  percent_rank: rank("percent_rank", () => new DoubleType()),
  cume_dist: rank("cume_dist", () => new DoubleType()),
  ntile: {
    kind: "ranking",
    takes: buckets,
    gives: toInt,
    nullable: never,
    ignoresFrame: true,
    sql: ([n], how) => `CAST(${how.over(`ntile(${n})`)} AS INTEGER)`,
  },
  lag: neighbour("lag"),
  lead: neighbour("lead"),
  nth_value: {
    kind: "ranking",
    takes: takes(any, int, null, boolean),
    gives: ([a]) => a!.type,
    nullable: () => true,
    pretty: ([a, n, ignores]) => `nth_value(${a}, ${n})${ignores === "true" ? " ignore nulls" : ""}`,
    sql([a, n], how, [, , ignores]) {
      const isIgnoring = ignores !== undefined && constantOf(ignores) === true;
      return how.over(`nth_value(${a}, ${n}${isIgnoring ? " IGNORE NULLS" : how.behind})`);
    },
  },
};
