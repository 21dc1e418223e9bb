import { create } from "@bufbuild/protobuf";
import { ValueError } from "../../../errors.js";
import { literalOf, type RelationInitOf } from "../../plan/index.js";
import { type Expression_Literal, Expression_LiteralSchema } from "../../proto/index.js";
import type { Row } from "../../types/index.js";
import { type ColumnOrName, toColumn } from "../column.js";
import type { ActionOptions } from "../deadline.js";
import { Actions } from "./actions.js";
import type { DataFrame } from "./data-frame.js";
import { checkCount } from "./frame.js";
import { DataFrameNaFunctions } from "./na-functions.js";
import { randomSeed } from "./rows.js";
import { DataFrameStatFunctions } from "./stat-functions.js";

/** What stands in for null. */
export type FillValue = boolean | number | bigint | string;

/** What replaces what. */
export type Replaceable = boolean | number | string;

/** What replaces what, by what is replaced; the keys of an object are strings. */
export type Replacements =
  | ReadonlyMap<Replaceable, Replaceable | null>
  | Readonly<Record<string, string | null>>;

export interface DropNaOptions {
  /** `any` null, or `all` of them null. Default: `any`. */
  readonly how?: "any" | "all" | undefined;
  /** How many values of a row must not be null. Goes before `how`. */
  readonly thresh?: number | undefined;
  /** Which columns are looked at. Default: all. */
  readonly subset?: string | readonly string[] | undefined;
}

/** What describes the values of columns, and what mends missing ones. */
export abstract class Statistics<T> extends Actions<T> {
  /** {@link fillna}, {@link dropna} and {@link replace} under the names `fill`, `drop` and `replace`. */
  get na(): DataFrameNaFunctions<T> {
    return new DataFrameNaFunctions(this);
  }

  /** The statistics under one roof: `df.stat.corr("a", "b")`. */
  get stat(): DataFrameStatFunctions<T> {
    return new DataFrameStatFunctions(this);
  }

  /**
   * A value in the place of null (and of NaN): one for all columns of its kind, or one for each column. Other columns stay as they are.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.fillna.html
   * @throws ValueError for no value
   */
  fillna(
    value: FillValue | Readonly<Record<string, FillValue>>,
    subset?: string | readonly string[],
  ): DataFrame<T> {
    if (typeof value !== "object") {
      return this.derive("fillNa", {
        input: this.relation,
        cols: namesOf(subset),
        values: [fillLiteral(value)],
      });
    }
    const entries = Object.entries(value ?? {});
    if (entries.length === 0) throw new ValueError("fillna was given no value");
    return this.derive("fillNa", {
      input: this.relation,
      cols: entries.map(([column]) => column),
      values: entries.map(([, one]) => fillLiteral(one)),
    });
  }

  /**
   * Without rows in which values are null (or NaN): `df.dropna()`, `df.dropna("all")`, `df.dropna({ subset: ["age"] })`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.dropna.html
   * @throws ValueError for a `how` or `thresh` that isn't one
   */
  dropna(options?: DropNaOptions): DataFrame<T>;
  dropna(how: "any" | "all", thresh?: number, subset?: string | readonly string[]): DataFrame<T>;
  dropna(
    first: DropNaOptions | "any" | "all" = {},
    second?: number,
    third?: string | readonly string[],
  ): DataFrame<T> {
    const given = typeof first === "object" ? first : { how: first, thresh: second, subset: third };
    const { how = "any", thresh, subset } = given;
    if (how !== "any" && how !== "all") throw new ValueError(`dropna: how is ${how}; it is "any" or "all"`);
    const least =
      thresh === undefined ? (how === "all" ? 1 : undefined) : checkCount("dropna", "thresh", thresh);
    return this.derive("dropNa", {
      input: this.relation,
      cols: namesOf(subset),
      ...(least !== undefined && { minNonNulls: least }),
    });
  }

  /**
   * Values in the place of others: `df.replace("n/a", null)`, `df.replace(["a", "b"], ["x", "y"])`, `df.replace({ a: "x" })`, and for what isn't a string
   * `df.replace(new Map([[1, 2]]))`. The values are all booleans, all
   * numbers or all strings, and columns of other kinds stay as they are.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.replace.html
   * @throws ValueError for values of several kinds, or not as many as are replaced
   */
  replace(toReplace: Replacements, value?: undefined, subset?: string | readonly string[]): DataFrame<T>;
  replace(
    toReplace: Replaceable | readonly Replaceable[],
    value: Replaceable | null | readonly (Replaceable | null)[],
    subset?: string | readonly string[],
  ): DataFrame<T>;
  replace(
    toReplace: Replaceable | readonly Replaceable[] | Replacements,
    value?: Replaceable | null | readonly (Replaceable | null)[],
    subset?: string | readonly string[],
  ): DataFrame<T> {
    const pairs = replacementPairs(toReplace, value);
    const kinds = new Set(pairs.flat().flatMap((one) => (one === null ? [] : [typeof one])));
    if (kinds.size > 1) {
      throw new ValueError(
        `replace: the values are of several kinds (${[...kinds].join(", ")}); they are of one, or null`,
      );
    }
    return this.derive("replace", {
      input: this.relation,
      cols: namesOf(subset),
      replacements: pairs.map(([oldValue, newValue]) => ({
        oldValue: replaceLiteral(oldValue),
        newValue: replaceLiteral(newValue),
      })),
    });
  }

  /**
   * Count, mean, standard deviation, least and greatest value of columns, as strings. Without names of all that are numbers or strings.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.describe.html
   */
  describe(...cols: readonly (string | readonly string[])[]): DataFrame<Row> {
    return this.derive("describe", { input: this.relation, cols: cols.flat() as string[] });
  }

  /** These statistics of all columns, as strings: `count`, `mean`, `stddev`, `min`, `max`, `25%` (any share), `count_distinct`, `approx_count_distinct`. */
  summary(...statistics: readonly string[]): DataFrame<Row> {
    return this.derive("summary", { input: this.relation, statistics: [...statistics] });
  }

  /** How two columns vary together, in a sample. */
  async cov(col1: string, col2: string, options: ActionOptions = {}): Promise<number> {
    return this.#value("cov", { input: this.relation, col1, col2 }, options);
  }

  /** Pearson's correlation of two columns. @throws ValueError for another method */
  async corr(col1: string, col2: string, method = "pearson", options: ActionOptions = {}): Promise<number> {
    if (method !== "pearson") throw new ValueError(`corr: the method is ${method}; Spark has "pearson"`);
    return this.#value("corr", { input: this.relation, col1, col2, method }, options);
  }

  /**
   * Quantiles of columns of numbers, by the algorithm of Greenwald and Khanna.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.approxQuantile.html
   * @param probabilities which ones: 0 is the least value, 0.5 the median, 1 the greatest
   * @param relativeError by how much of all rows the rank may be off; 0 is exact and dear
   * @throws ValueError for a share that isn't one
   */
  async approxQuantile(
    col: string,
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[]>;
  async approxQuantile(
    col: readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options?: ActionOptions,
  ): Promise<number[][]>;
  async approxQuantile(
    col: string | readonly string[],
    probabilities: readonly number[],
    relativeError: number,
    options: ActionOptions = {},
  ): Promise<number[] | number[][]> {
    const wrong = probabilities.find((p) => !(p >= 0 && p <= 1));
    if (wrong !== undefined)
      throw new ValueError(`approxQuantile: a probability is ${wrong}; they are from 0 to 1`);
    if (!(relativeError >= 0)) {
      throw new ValueError(`approxQuantile: relativeError is ${relativeError}; it isn't negative`);
    }
    const quantiles = await this.#value<number[][]>(
      "approxQuantile",
      { input: this.relation, cols: [col].flat(), probabilities: [...probabilities], relativeError },
      options,
    );
    return typeof col === "string" ? quantiles[0]! : quantiles;
  }

  /** How often each pair of values of two columns comes: a row for each of the first, a column for each of the second. */
  crosstab(col1: string, col2: string): DataFrame<Row> {
    return this.derive("crosstab", { input: this.relation, col1, col2 });
  }

  /** Values that come in at least this share of the rows, and perhaps some others. */
  freqItems(cols: readonly string[], support = 0.01): DataFrame<Row> {
    return this.derive("freqItems", { input: this.relation, cols: [...cols], support });
  }

  /**
   * A sample in which each value of a column has a share of its own; values without one don't come. Numbers and booleans are keys of a Map: those of an object are strings,
   * and no number is equal to one.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.sampleBy.html
   * @throws ValueError for a share that isn't one, and for keys of an object that look like numbers or booleans
   */
  sampleBy(
    col: ColumnOrName,
    fractions: ReadonlyMap<number | string | boolean, number> | Readonly<Record<string, number>>,
    seed: number | bigint = randomSeed(),
  ): DataFrame<T> {
    const entries = fractions instanceof Map ? [...fractions] : strataOf(fractions as Record<string, number>);
    return this.derive("sampleBy", {
      input: this.relation,
      col: toColumn(col).expression,
      fractions: entries.map(([stratum, fraction]) => {
        if (!(fraction >= 0 && fraction <= 1)) {
          throw new ValueError(
            `sampleBy: the fraction of ${String(stratum)} is ${fraction}; it is from 0 to 1`,
          );
        }
        return { stratum: literalOf(stratum)!, fraction };
      }),
      seed: BigInt(seed),
    });
  }

  async #value<V = number>(
    kind: "cov" | "corr" | "approxQuantile",
    value: RelationInitOf<"cov"> | RelationInitOf<"corr"> | RelationInitOf<"approxQuantile">,
    options: ActionOptions,
  ): Promise<V> {
    const rows = await this.ask(kind, value, options);
    return Object.values(rows[0]!)[0] as V;
  }
}

function namesOf(subset: string | readonly string[] | undefined): string[] {
  return subset === undefined ? [] : typeof subset === "string" ? [subset] : [...subset];
}

/** `{ 1: 0.5 }` is `{ "1": 0.5 }` to JavaScript, and would find no row of a column of numbers. */
function strataOf(fractions: Readonly<Record<string, number>>): [string, number][] {
  const entries = Object.entries(fractions);
  const [wrong] = entries.find(([key]) => /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(key)) ?? [];
  if (wrong === undefined) return entries;
  throw new ValueError(
    `sampleBy: the keys of an object are strings, and ${wrong} may be meant for more. Say it: new Map([[${wrong}, …]]) or new Map([["${wrong}", …]])`,
  );
}

/** Spark fills columns of numbers from a bigint or a double, whatever they are themselves. */
function fillLiteral(value: FillValue): Expression_Literal {
  if (typeof value === "number" && Number.isSafeInteger(value)) {
    return create(Expression_LiteralSchema, { literalType: { case: "long", value: BigInt(value) } });
  }
  return literalOf(value)!;
}

/** Numbers are replaced as doubles. */
function replaceLiteral(value: Replaceable | null): Expression_Literal {
  if (typeof value !== "number") return literalOf(value)!;
  return create(Expression_LiteralSchema, { literalType: { case: "double", value } });
}

function replacementPairs(
  toReplace: Replaceable | readonly Replaceable[] | Replacements,
  value: Replaceable | null | readonly (Replaceable | null)[] | undefined,
): (readonly [Replaceable, Replaceable | null])[] {
  if (toReplace instanceof Map) return [...toReplace];
  if (typeof toReplace === "object" && !Array.isArray(toReplace)) return Object.entries(toReplace);
  if (value === undefined) throw new ValueError("replace was given no value to put in the place of others");
  const olds = [toReplace].flat() as Replaceable[];
  if (!Array.isArray(value)) return olds.map((old) => [old, value as Replaceable | null]);
  if (value.length !== olds.length) {
    throw new ValueError(
      `replace: ${olds.length} values are to be replaced by ${value.length}; they are as many`,
    );
  }
  return olds.map((old, i) => [old, value[i] as Replaceable | null]);
}
