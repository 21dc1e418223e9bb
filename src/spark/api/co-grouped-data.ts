import type { Table } from "apache-arrow";
import type { GivenRows } from "../own-functions/runner/index.js";
import type { Row, StructType } from "../types/index.js";
import type { DataFrame } from "./data-frame/data-frame.js";
import type { Grouping } from "./grouped-data.js";
import { nameOfFunction, ownCall, schemaGiven } from "./own-call.js";

/** What a function over groups gives. */
export type GivenByGroup = GivenRows | Iterable<GivenRows>;

/** The values of a group's key, in an array, as rows have them: longs are numbers. */
// biome-ignore lint/suspicious/noExplicitAny: the plan knows their types; and TypeScript infers `([a, b], table) =>` of the first overload alone
export type GroupKey = any;

/**
 * The groups of two DataFrames, by key.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.PandasCogroupedOps.html
 */
export class CoGroupedData {
  readonly #first: Grouping;
  readonly #second: Grouping;

  /** Use {@link GroupedData.cogroup}. */
  constructor(first: Grouping, second: Grouping) {
    this.#first = first;
    this.#second = second;
  }

  /**
   * The rows that a function makes of the groups of each key: two tables of Arrow, before them the key's values for a function of three parameters. A key that
   * only one side has comes with an empty table for the other.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.PandasCogroupedOps.applyInArrow.html
   * @param schema what it gives, in SQL's words or as a type
   * @throws as {@link GroupedData.applyInArrow}
   */
  applyInArrow(
    func: (key: GroupKey, first: Table, second: Table) => GivenByGroup,
    schema: StructType | string,
  ): DataFrame<Row>;
  applyInArrow(
    func: (first: Table, second: Table) => GivenByGroup,
    schema: StructType | string,
  ): DataFrame<Row>;
  applyInArrow(func: (...args: never) => GivenByGroup, schema: StructType | string): DataFrame<Row> {
    const own = { kind: "cogroup", name: nameOfFunction("applyInArrow", func), body: func } as const;
    return this.#first.deriveCogroup({
      input: this.#first.df.relation,
      inputGroupingExpressions: [...this.#first.grouping],
      other: this.#second.df.relation,
      otherGroupingExpressions: [...this.#second.grouping],
      func: ownCall(own, schemaGiven("applyInArrow", schema)),
    });
  }
}
