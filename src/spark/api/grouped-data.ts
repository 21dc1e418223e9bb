import { ValueError } from "../../errors.js";
import { UnsupportedOperationException } from "../errors/index.js";
import { call, literal, literalOf, type RelationInitOf } from "../plan/index.js";
import { Aggregate_GroupType, type Expression } from "../proto/index.js";
import type { Row } from "../types/index.js";
import { Column, type ColumnOrName, type LiteralValue, toColumn } from "./column.js";
import type { DataFrame } from "./data-frame/data-frame.js";
import type { Added } from "./data-frame/row-types.js";

type Kind = "groupBy" | "rollup" | "cube" | "groupingSets" | "pivot";

const GROUP_TYPES = {
  groupBy: Aggregate_GroupType.GROUPBY,
  rollup: Aggregate_GroupType.ROLLUP,
  cube: Aggregate_GroupType.CUBE,
  groupingSets: Aggregate_GroupType.GROUPING_SETS,
  pivot: Aggregate_GroupType.PIVOT,
} satisfies Record<Kind, Aggregate_GroupType>;

/** Columns and the aggregate of each: `{ delay: "avg", distance: "sum" }`. */
export type AggregateByName = Readonly<Record<string, string>>;

/** How a DataFrame's rows are grouped. */
export interface Grouping {
  readonly df: DataFrame<unknown>;
  readonly derive: (aggregate: RelationInitOf<"aggregate">) => DataFrame<Row>;
  readonly kind: Kind;
  readonly grouping: readonly Expression[];
  readonly sets: readonly (readonly Expression[])[];
  readonly pivot?: { readonly column: Expression; readonly values: readonly LiteralValue[] };
}

/**
 * Rows in groups; `K` are the columns that they are grouped by.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/grouping.html
 */
export class GroupedData<K = Row> {
  readonly #how: Grouping;

  constructor(how: Grouping) {
    this.#how = how;
  }

  /**
   * A row for each group: `agg(F.avg("delay"), F.count("*").alias("n"))`, `agg({ delay: "avg" })`.
   * @throws ValueError for no aggregate
   */
  agg(...exprs: readonly Column[] | readonly [AggregateByName]): DataFrame<Row> {
    if (exprs.length === 0) throw new ValueError("agg was given no aggregate");
    const aggregates = exprs.flatMap((expr) =>
      expr instanceof Column
        ? [expr.expression]
        : Object.entries(expr).map(([column, name]) => call(name, [toColumn(column).expression])),
    );
    return this.#aggregate(aggregates);
  }

  /** How many rows each group has, in a column `count`. */
  count(): DataFrame<Added<K, "count", number>> {
    const count = call("count", [literal(1)]);
    return this.#aggregate([new Column(count).alias("count").expression]) as DataFrame<never>;
  }

  /** The sums of columns of numbers. @throws ValueError for no column */
  sum(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("sum", cols);
  }

  /** The means of columns of numbers. @throws ValueError for no column */
  avg(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("avg", cols);
  }

  /** The same as {@link avg}. */
  mean(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("avg", cols);
  }

  /** The least values of columns. @throws ValueError for no column */
  min(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("min", cols);
  }

  /** The greatest values of columns. @throws ValueError for no column */
  max(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("max", cols);
  }

  /**
   * A column's values become columns of the result, and each aggregate is that of the rows with the value.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.pivot.html
   * @param values which ones, in this order. Without them Spark runs a query first, to find those that there are, and sorts them
   * @throws UnsupportedOperationException after rollup, cube, groupingSets or pivot
   */
  pivot(pivotCol: ColumnOrName, values: readonly LiteralValue[] = []): GroupedData<K> {
    const { kind, df } = this.#how;
    if (kind !== "groupBy") {
      const operation = kind === "pivot" ? "Repeated PIVOT operation" : `PIVOT after ${kind.toUpperCase()}`;
      throw new UnsupportedOperationException(`[UNSUPPORTED_OPERATION] ${operation} is not supported.`, {
        condition: "UNSUPPORTED_OPERATION",
        messageParameters: { operation },
      });
    }
    const column = typeof pivotCol === "string" ? df.col(pivotCol) : pivotCol;
    return new GroupedData({ ...this.#how, kind: "pivot", pivot: { column: column.expression, values } });
  }

  #each(name: string, cols: readonly string[]): DataFrame<Row> {
    if (cols.length === 0) {
      throw new ValueError(
        `${name} was given no column. PySpark takes all columns of numbers then, for which it asks for the schema first: name them, as await df.columns() has them`,
      );
    }
    return this.#aggregate(cols.map((col) => call(name, [toColumn(col).expression])));
  }

  #aggregate(aggregates: readonly Expression[]): DataFrame<Row> {
    const { kind, grouping, sets, pivot, df, derive } = this.#how;
    return derive({
      input: df.relation,
      groupType: GROUP_TYPES[kind],
      groupingExpressions: [...grouping],
      aggregateExpressions: [...aggregates],
      groupingSets: sets.map((set) => ({ groupingSet: [...set] })),
      ...(pivot && { pivot: { col: pivot.column, values: pivot.values.map(pivotValue) } }),
    });
  }
}

function pivotValue(value: LiteralValue) {
  const message = literalOf(value);
  if (message !== undefined) return message;
  throw new ValueError(`pivot: ${String(value)} is no literal of Spark's`);
}
