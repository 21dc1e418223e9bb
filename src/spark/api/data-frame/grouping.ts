import { expression, subquery } from "../../plan/index.js";
import type { Row } from "../../types/index.js";
import { Column, type ColumnOrName, toColumn, toColumns } from "../column.js";
import { type AggregateByName, GroupedData } from "../grouped-data.js";
import type { DataFrame } from "./data-frame.js";
import { Mappings } from "./mapping.js";
import type { Picked } from "./row-types.js";

/** What makes one row of many, or turns columns and rows about; and a DataFrame as a value in another. */
export abstract class Groupings<T> extends Mappings<T> {
  /**
   * The rows in groups of equal values of these columns, for aggregates; without columns all are one group.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.groupBy.html
   */
  groupBy<K extends keyof T & string>(...cols: readonly K[]): GroupedData<Picked<T, K>>;
  groupBy<K extends keyof T & string>(cols: readonly K[]): GroupedData<Picked<T, K>>;
  groupBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData<Row>;
  groupBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData<Row> {
    return this.#group("groupBy", cols);
  }

  /** The same as {@link groupBy}. */
  groupby(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData<Row> {
    return this.#group("groupBy", cols);
  }

  /** Groups by all the columns, by all but the last, … and one of all rows; a column that isn't grouped by is null. */
  rollup(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData<Row> {
    return this.#group("rollup", cols);
  }

  /** Groups by each subset of the columns; a column that isn't grouped by is null. */
  cube(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): GroupedData<Row> {
    return this.#group("cube", cols);
  }

  /** Groups by each of these sets of columns. @param cols all of them, as the result has them */
  groupingSets(
    groupingSets: readonly (readonly ColumnOrName[])[],
    ...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]
  ): GroupedData<Row> {
    const sets = groupingSets.map((set) => set.map((column) => toColumn(column).expression));
    return this.#group("groupingSets", cols, sets);
  }

  /**
   * Aggregates of all rows: `df.agg(F.avg("delay"), F.max("delay"))`, `df.agg({ delay: "avg" })`.
   * @throws ValueError for none
   */
  agg(...exprs: readonly Column[] | readonly [AggregateByName]): DataFrame<Row> {
    return this.#group("groupBy", []).agg(...exprs);
  }

  /**
   * Columns as rows: for each row one for each of `values`, with the column's name and its value.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.unpivot.html
   * @param values null: all that aren't ids
   */
  unpivot(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: ColumnOrName | readonly ColumnOrName[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame<Row> {
    return this.derive("unpivot", {
      input: this.relation,
      ids: toColumns([ids]).map((column) => column.expression),
      ...(values !== null && {
        values: { values: toColumns([values]).map((column) => column.expression) },
      }),
      variableColumnName,
      valueColumnName,
    });
  }

  /** The same as {@link unpivot}. */
  melt(
    ids: ColumnOrName | readonly ColumnOrName[],
    values: ColumnOrName | readonly ColumnOrName[] | null,
    variableColumnName: string,
    valueColumnName: string,
  ): DataFrame<Row> {
    return this.unpivot(ids, values, variableColumnName, valueColumnName);
  }

  /** Rows as columns; a column's values, else the first's, become the names. */
  transpose(indexColumn?: ColumnOrName): DataFrame<Row> {
    const indexColumns = indexColumn === undefined ? [] : [toColumn(indexColumn).expression];
    return this.derive("transpose", { input: this.relation, indexColumns });
  }

  /** The rows as JSON, in a column `value`. */
  toJSON(): DataFrame<{ value: string }> {
    const row = expression("unresolvedFunction", {
      functionName: "struct",
      arguments: [toColumn("*").expression],
    });
    const json = expression("unresolvedFunction", { functionName: "to_json", arguments: [row] });
    return this.derive("project", {
      input: this.relation,
      expressions: [new Column(json).alias("value").expression],
    });
  }

  /** The only value of this DataFrame, as a column of another: null of no rows, an error of several when it runs. */
  scalar(): Column {
    return new Column(subquery("scalar", this.relation));
  }

  /** Whether this DataFrame has rows, as a condition in another. */
  exists(): Column<boolean> {
    return new Column(subquery("exists", this.relation));
  }

  #group(
    kind: "groupBy" | "rollup" | "cube" | "groupingSets",
    cols: readonly (ColumnOrName | readonly ColumnOrName[])[],
    sets: readonly (readonly Column["expression"][])[] = [],
  ): GroupedData<Row> {
    const grouping = toColumns(cols).map((column) => column.expression);
    return new GroupedData({
      df: this.of(this.relation),
      derive: (aggregate) => this.derive("aggregate", aggregate),
      deriveMap: (map) => this.derive("groupMap", map),
      deriveCogroup: (map) => this.derive("coGroupMap", map),
      kind,
      grouping,
      sets,
    });
  }
}
