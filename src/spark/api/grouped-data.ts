import type { Table } from "apache-arrow";
import { ValueError } from "../../errors.js";
import { UnsupportedOperationException } from "../errors/index.js";
import { refuseMembers } from "../errors/refused-members.js";
import { call, literal, literalOf, ofNumericColumns, type RelationInitOf } from "../plan/index.js";
import { Aggregate_GroupType, type Expression } from "../proto/index.js";
import type { Row, StructType } from "../types/index.js";
import { CoGroupedData, type GivenByGroup, type GroupKey } from "./co-grouped-data.js";
import { Column, type ColumnOrName, type LiteralValue, toColumn } from "./column.js";
import type { DataFrame } from "./data-frame/data-frame.js";
import type { Added } from "./data-frame/row-types.js";
import { NOT_OFFERED } from "./not-offered.js";
import { nameOfFunction, ownCall, schemaGiven } from "./own-call.js";

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
  readonly deriveMap: (map: RelationInitOf<"groupMap">) => DataFrame<Row>;
  readonly deriveCogroup: (map: RelationInitOf<"coGroupMap">) => DataFrame<Row>;
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
  static {
    refuseMembers(GroupedData, "GroupedData", NOT_OFFERED.GroupedData);
  }

  readonly #how: Grouping;

  constructor(how: Grouping) {
    this.#how = how;
  }

  /**
   * A row for each group: `agg(F.avg("delay"), F.count("*").alias("n"))`, `agg({ delay: "avg" })`.
   * @throws ValueError for no aggregate, and for what is none
   */
  agg(...exprs: readonly Column[] | readonly [AggregateByName]): DataFrame<Row> {
    if (exprs.length === 0) throw new ValueError("agg was given no aggregate");
    const aggregates = exprs.flatMap((expr) =>
      expr instanceof Column
        ? [expr.expression]
        : byName(expr).map(([column, name]) => call(name, [toColumn(column).expression])),
    );
    return this.#aggregate(aggregates);
  }

  /** How many rows each group has, in a column `count`. */
  count(): DataFrame<Added<K, "count", number>> {
    const count = call("count", [literal(1)]);
    return this.#aggregate([new Column(count).alias("count").expression]) as DataFrame<never>;
  }

  /** The sums of columns of numbers; without names, of all columns of numbers that there are when it is run. */
  sum(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("sum", cols);
  }

  /** The means of columns of numbers; without names, of all columns of numbers that there are when it is run. */
  avg(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("avg", cols);
  }

  /** The same as {@link avg}. */
  mean(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("avg", cols);
  }

  /** The least values of columns; without names, of all columns of numbers that there are when it is run. */
  min(...cols: readonly string[]): DataFrame<Row> {
    return this.#each("min", cols);
  }

  /** The greatest values of columns; without names, of all columns of numbers that there are when it is run. */
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

  /**
   * The rows that a function makes of each group's. It is given the group as a table of Arrow, all columns with the keys among them; a function of two
   * parameters is given the key's values before it. It gives a table, a batch, an object of columns, or several of them.
   *
   * ```ts
   * df.groupBy("station").applyInArrow(([station], table) => {
   *   return { station: [station], days: [table.numRows] };
   * }, "station string, days int");
   * ```
   *
   * A group has to fit into the memory of one worker. Without columns to group by, all rows are one group.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInArrow.html
   * @param schema what it gives, in SQL's words or as a type
   * @throws ValueError, ParseException for what is no function or schema; UnsupportedOperationException after rollup, cube, groupingSets or pivot. When it runs, what
   *   {@link DataFrame.mapInArrow} throws
   */
  applyInArrow(
    func: (key: GroupKey, table: Table) => GivenByGroup,
    schema: StructType | string,
  ): DataFrame<Row>;
  applyInArrow(func: (table: Table) => GivenByGroup, schema: StructType | string): DataFrame<Row>;
  applyInArrow(func: (...args: never) => GivenByGroup, schema: StructType | string): DataFrame<Row> {
    const { df, grouping, deriveMap } = this.#plainly("applyInArrow");
    const own = { kind: "applyInArrow", name: nameOfFunction("applyInArrow", func), body: func } as const;
    return deriveMap({
      input: df.relation,
      groupingExpressions: [...grouping],
      func: ownCall(own, schemaGiven("applyInArrow", schema)),
    });
  }

  /**
   * These groups together with those of the same keys in another DataFrame, for a function over both.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.cogroup.html
   * @throws ValueError for groups of another session, or by another number of columns; UnsupportedOperationException after rollup, cube, groupingSets or pivot
   */
  cogroup(other: GroupedData<unknown>): CoGroupedData {
    const [one, two] = [this.#plainly("cogroup"), other.#plainly("cogroup")];
    if (one.df.sparkSession !== two.df.sparkSession) {
      throw new ValueError("cogroup was given groups of another session's DataFrame");
    }
    const [here, there] = [one.grouping.length, two.grouping.length];
    if (here !== there) {
      throw new ValueError(`cogroup: one side is grouped by ${here} columns, the other by ${there}`);
    }
    return new CoGroupedData(one, two);
  }

  #plainly(method: string): Grouping {
    const { kind } = this.#how;
    if (kind === "groupBy") return this.#how;
    const operation = `${method} after ${kind.toUpperCase()}`;
    throw new UnsupportedOperationException(`[UNSUPPORTED_OPERATION] ${operation} is not supported.`, {
      condition: "UNSUPPORTED_OPERATION",
      messageParameters: { operation },
    });
  }

  #each(name: string, cols: readonly string[]): DataFrame<Row> {
    if (cols.length === 0) return this.#aggregate([ofNumericColumns(name)]);
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

/** Columns and names of aggregates. @throws ValueError for a list, a name alone, or what else isn't that */
function byName(expr: AggregateByName): [column: string, aggregate: string][] {
  const isPlain = typeof expr === "object" && expr !== null && !Array.isArray(expr);
  const entries = isPlain ? Object.entries(expr) : [];
  if (isPlain && entries.every(([, name]) => typeof name === "string")) return entries;
  throw new ValueError(
    'agg takes columns, or one object of names as { delay: "avg" }; of a list of columns: agg(...list)',
  );
}

function pivotValue(value: LiteralValue) {
  const message = literalOf(value);
  if (message !== undefined) return message;
  throw new ValueError(`pivot: ${String(value)} is no literal of Spark's`);
}
