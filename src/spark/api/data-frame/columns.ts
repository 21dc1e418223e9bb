import { create } from "@bufbuild/protobuf";
import { ValueError } from "../../../errors.js";
import { expression } from "../../plan/index.js";
import { Expression_AliasSchema } from "../../proto/index.js";
import { type Metadata, type Row, type StructType, typeToMessage } from "../../types/index.js";
import { Column, type ColumnOrName, toColumns } from "../column.js";
import type { DataFrame } from "./data-frame.js";
import { Frame } from "./frame.js";
import type { Added, AddedAll, Dropped, Picked, Renamed } from "./row-types.js";

/** What changes the columns and leaves the rows. */
export abstract class ColumnTransformations<T> extends Frame<T> {
  /**
   * These columns.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.select.html
   */
  select(all: "*"): DataFrame<T>;
  select<K extends keyof T & string>(...cols: readonly K[]): DataFrame<Picked<T, K>>;
  select<K extends keyof T & string>(cols: readonly K[]): DataFrame<Picked<T, K>>;
  select(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame<Row>;
  select(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): DataFrame<never> {
    return this.derive("project", {
      input: this.relation,
      expressions: toColumns(cols).map((column) => column.expression),
    });
  }

  /** Columns in SQL: `df.selectExpr("origin", "delay / 60 AS hours")`. */
  selectExpr(...expr: readonly (string | readonly string[])[]): DataFrame<Row> {
    const expressions = (expr.flat() as string[]).map((text) =>
      expression("expressionString", { expression: text }),
    );
    return this.derive("project", { input: this.relation, expressions });
  }

  /**
   * A column more, or another in the place of one that has its name.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.withColumn.html
   */
  withColumn<N extends string, V>(colName: N, col: Column<V>): DataFrame<Added<T, N, V>> {
    return this.#with([[colName, col]]);
  }

  /** Several columns more; none of them sees another. */
  withColumns<C extends Readonly<Record<string, Column>>>(columns: C): DataFrame<AddedAll<T, C>> {
    return this.#with(Object.entries(columns));
  }

  /** A column with another name; a name that isn't there changes nothing. */
  withColumnRenamed<K extends string, N extends string>(
    existing: K,
    renamed: N,
  ): DataFrame<Renamed<T, K, N>> {
    return this.withColumnsRenamed({ [existing]: renamed }) as DataFrame<never>;
  }

  /** Columns with other names: what they are called and shall be called. */
  withColumnsRenamed(names: Readonly<Record<string, string>>): DataFrame<Row> {
    const renames = Object.entries(names).map(([colName, newColName]) => ({ colName, newColName }));
    return this.derive("withColumnsRenamed", { input: this.relation, renames });
  }

  /** What stands beside a column in the schema. */
  withMetadata(columnName: string, metadata: Metadata): DataFrame<T> {
    const alias = create(Expression_AliasSchema, {
      expr: this.col(columnName).expression,
      name: [columnName],
      metadata: JSON.stringify(metadata),
    });
    return this.derive("withColumns", { input: this.relation, aliases: [alias] });
  }

  /** Without these columns; a name that isn't there changes nothing. @throws ValueError for what is neither a column nor its name, as an array is */
  drop<K extends string>(...cols: readonly K[]): DataFrame<Dropped<T, K>>;
  drop(...cols: readonly ColumnOrName[]): DataFrame<Row>;
  drop(...cols: readonly ColumnOrName[]): DataFrame<never> {
    const wrong = cols.find((col) => typeof col !== "string" && !(col instanceof Column));
    if (wrong !== undefined) {
      throw new ValueError(
        `drop takes columns and their names, not ${String(wrong)}; of a list: drop(...list)`,
      );
    }
    return this.derive("drop", {
      input: this.relation,
      columns: cols.filter((col) => col instanceof Column).map((col) => col.expression),
      columnNames: cols.filter((col) => typeof col === "string"),
    });
  }

  /** All columns with new names, in their order. The number of them is checked when the plan runs. */
  toDF(...cols: readonly string[]): DataFrame<Row> {
    return this.derive("toDf", { input: this.relation, columnNames: [...cols] });
  }

  /** The columns of a schema by their names, in its order and cast to its types where nothing can be lost. */
  to(schema: StructType): DataFrame<Row> {
    return this.derive("toSchema", { input: this.relation, schema: typeToMessage(schema) });
  }

  /** A name by which columns of this DataFrame can be told: `df.alias("f").where("f.delay > 0")`. */
  alias(alias: string): DataFrame<T> {
    return this.derive("subqueryAlias", { input: this.relation, alias });
  }

  /** The same DataFrame as one whose rows TypeScript is to take for U; nothing is checked or changed. Scala has it for the same reason. */
  as<U>(): DataFrame<U> {
    return this.of(this.relation);
  }

  /** `f` of this DataFrame, for chains. */
  transform<U, A extends readonly unknown[]>(
    f: (df: DataFrame<T>, ...args: A) => DataFrame<U>,
    ...args: A
  ): DataFrame<U> {
    return f(this.of(this.relation), ...args);
  }

  #with<U>(columns: readonly (readonly [string, Column])[]): DataFrame<U> {
    const aliases = columns.map(([name, column]) => {
      if (!(column instanceof Column)) {
        throw new ValueError(`the column ${JSON.stringify(name)} is no Column; F.lit makes one of a value`);
      }
      return create(Expression_AliasSchema, { expr: column.expression, name: [name] });
    });
    return this.derive("withColumns", { input: this.relation, aliases });
  }
}
