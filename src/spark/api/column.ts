import { ValueError } from "../../errors.js";
import { alias, attribute, call, expression, star } from "../plan/index.js";
import {
  type Expression,
  Expression_Cast_EvalMode,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
} from "../proto/index.js";
import { DataType, type Metadata } from "../types/index.js";
import { typeToMessage } from "../types/type-messages.js";
import { type ColumnOrName, type ColumnOrValue, type LiteralValue, operand } from "./column-expression.js";
import { ColumnOperators } from "./column-operators.js";
import type { ValueOf } from "./value-of.js";
import type { WindowSpec } from "./window.js";

export type { ColumnOrName, ColumnOrValue, HasRelation, LiteralValue, VALUE } from "./column-expression.js";

/**
 * An expression over the rows of a DataFrame. It is only a description: nothing is known of its type, nor whether its names exist, before a DataFrame that has
 * it is run. Python's operators are the methods `add, sub, mul, div, mod, pow, neg, eq, ne, lt, le, gt, ge, and, or, not`; as in SQL `null` in
 * them gives `null`, and `a.eq(b)` of it is neither true nor false (`eqNullSafe` is).
 *
 * `T` is the type of the values where TypeScript can know it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/column.html
 */
export class Column<out T = unknown> extends ColumnOperators<T> {
  /**
   * One more case of `F.when(…)`.
   * @throws ValueError for a column that isn't one, or that has its `otherwise`
   */
  when(condition: Column, value: ColumnOrValue): Column {
    return new Column(call("when", [...this.#branches("when"), condition.expression, operand(value)]));
  }

  /** What is given when no case is true; without it null is. @throws ValueError as {@link when} does */
  otherwise(value: ColumnOrValue): Column {
    return new Column(call("when", [...this.#branches("otherwise"), operand(value)]));
  }

  /** A field of a struct, an element of an array (from 0) or the value of a key of a map. */
  getItem(key: ColumnOrValue): Column {
    return new Column(
      expression("unresolvedExtractValue", { child: this.expression, extraction: operand(key) }),
    );
  }

  /** A field of a struct. */
  getField(name: ColumnOrValue): Column {
    return this.getItem(name);
  }

  /** A struct with this field more, or in the place of the one that it had. */
  withField(fieldName: string, col: Column): Column {
    return new Column(
      expression("updateFields", {
        structExpression: this.expression,
        fieldName,
        valueExpression: col.expression,
      }),
    );
  }

  /** A struct without these fields. @throws ValueError for none */
  dropFields(...fieldNames: readonly string[]): Column {
    if (fieldNames.length === 0) throw new ValueError("dropFields was given no field");
    return new Column(
      fieldNames.reduce(
        (structExpression, fieldName) => expression("updateFields", { structExpression, fieldName }),
        this.expression,
      ),
    );
  }

  /**
   * The same column with another name.
   * @param names several for a column of several, as `F.explode` of a map is; the last may be what stands beside the column in the schema
   */
  alias(...names: readonly string[]): Column<T>;
  alias(name: string, options: { readonly metadata: Metadata }): Column<T>;
  alias(...given: readonly (string | { readonly metadata: Metadata })[]): Column<T> {
    const names = given.filter((name) => typeof name === "string");
    const options = given.find((option) => typeof option !== "string");
    if (names.length === 0) throw new ValueError("alias was given no name");
    if (options === undefined) return new Column(alias(this.expression, ...names));
    if (names.length > 1)
      throw new ValueError("metadata are of one column, and alias was given several names");
    const metadata = JSON.stringify(options.metadata);
    return new Column(expression("alias", { expr: this.expression, name: names, metadata }));
  }

  /** The same as {@link alias}. */
  name(...names: readonly string[]): Column<T> {
    return this.alias(...names);
  }

  /**
   * The values as another type. A value that it can't hold is an error when the plan runs.
   * @param dataType a type, or SQL's words for it: `"decimal(10, 2)"`
   */
  cast<D extends string>(dataType: D): Column<ValueOf<D> | null>;
  cast(dataType: DataType | string): Column;
  cast(dataType: DataType | string): Column {
    return this.#cast(dataType, Expression_Cast_EvalMode.UNSPECIFIED);
  }

  /** The same as {@link cast}. */
  astype<D extends string>(dataType: D): Column<ValueOf<D> | null>;
  astype(dataType: DataType | string): Column;
  astype(dataType: DataType | string): Column {
    return this.cast(dataType);
  }

  /** {@link cast} that gives null for a value which the type can't hold. */
  try_cast<D extends string>(dataType: D): Column<ValueOf<D> | null>;
  try_cast(dataType: DataType | string): Column;
  try_cast(dataType: DataType | string): Column {
    return this.#cast(dataType, Expression_Cast_EvalMode.TRY);
  }

  /** The same as {@link try_cast}. */
  tryCast<D extends string>(dataType: D): Column<ValueOf<D> | null>;
  tryCast(dataType: DataType | string): Column;
  tryCast(dataType: DataType | string): Column {
    return this.try_cast(dataType);
  }

  /** For orderBy: ascending, nulls first. */
  asc(): Column {
    return this.asc_nulls_first();
  }

  asc_nulls_first(): Column {
    return this.#order(SortDirection.ASCENDING, NullOrdering.SORT_NULLS_FIRST);
  }

  /** The same as {@link asc_nulls_first}. */
  ascNullsFirst(): Column {
    return this.asc_nulls_first();
  }

  asc_nulls_last(): Column {
    return this.#order(SortDirection.ASCENDING, NullOrdering.SORT_NULLS_LAST);
  }

  /** The same as {@link asc_nulls_last}. */
  ascNullsLast(): Column {
    return this.asc_nulls_last();
  }

  /** For orderBy: descending, nulls last. */
  desc(): Column {
    return this.desc_nulls_last();
  }

  desc_nulls_first(): Column {
    return this.#order(SortDirection.DESCENDING, NullOrdering.SORT_NULLS_FIRST);
  }

  /** The same as {@link desc_nulls_first}. */
  descNullsFirst(): Column {
    return this.desc_nulls_first();
  }

  desc_nulls_last(): Column {
    return this.#order(SortDirection.DESCENDING, NullOrdering.SORT_NULLS_LAST);
  }

  /** The same as {@link desc_nulls_last}. */
  descNullsLast(): Column {
    return this.desc_nulls_last();
  }

  /**
   * The function over the rows of a window, one value a row: `F.rank().over(Window.partitionBy("a").orderBy("b"))`.
   * @throws ValueError for what is no WindowSpec, as `Window` itself
   */
  over(window: WindowSpec): Column<T> {
    if (typeof window?.around !== "function") {
      throw new ValueError("over takes what Window.partitionBy, orderBy, rowsBetween or rangeBetween gives");
    }
    return new Column(window.around(this.expression));
  }

  /** `f` of this column, for chains. */
  transform<C extends Column>(f: (column: Column<T>) => C): C {
    return f(this);
  }

  /**
   * Says that a name is one of the query around a subquery: `orders.where(F.col("customer").eq(F.col("c.id").outer())).exists()` in
   * `customers.alias("c").where(…)`. As PySpark's, it only says so: a name that both have is the inner one's, so give the outer one an alias.
   */
  outer(): Column<T> {
    return new Column(this.expression);
  }

  protected override of<V>(expression: Expression): Column<V> {
    return new Column(expression);
  }

  #cast(dataType: DataType | string, evalMode: Expression_Cast_EvalMode): Column {
    const castToType =
      dataType instanceof DataType
        ? ({ case: "type", value: typeToMessage(dataType) } as const)
        : ({ case: "typeStr", value: dataType } as const);
    return new Column(expression("cast", { expr: this.expression, castToType, evalMode }));
  }

  #order(direction: SortDirection, nullOrdering: NullOrdering): Column {
    return new Column(expression("sortOrder", { child: this.expression, direction, nullOrdering }));
  }

  #branches(method: string): Expression[] {
    const { exprType } = this.expression;
    if (exprType.case !== "unresolvedFunction" || exprType.value.functionName !== "when") {
      throw new ValueError(`${method} follows F.when(condition, value), and ${this} isn't one`);
    }
    const { arguments: branches } = exprType.value;
    if (branches.length % 2 === 1) throw new ValueError(`${method} can't follow otherwise`);
    return branches;
  }
}

/** The column of a name, or the column itself. */
export function toColumn(value: ColumnOrName): Column {
  if (value instanceof Column) return value;
  if (typeof value !== "string") {
    throw new ValueError(
      `a column or its name is needed, not ${String(value)}; F.lit makes a column of a value`,
    );
  }
  if (value === "*") return new Column(star());
  return new Column(value.endsWith(".*") ? star(value) : attribute(value));
}

/**
 * A column of one value; a column stays what it is. Whole numbers are int, or bigint where they are too great for it; other numbers double; bigints bigint; Dates
 * timestamp; arrays array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lit.html
 * @throws ValueError for a value that Spark has no literal of; OverflowError for a bigint of more than 64 bits
 */
export function lit<T>(value: Column<T>): Column<T>;
export function lit<T extends LiteralValue>(value: T): Column<T>;
export function lit(value: ColumnOrValue): Column;
export function lit(value: ColumnOrValue): Column {
  return value instanceof Column ? value : new Column(operand(value));
}

/** The columns of a call's arguments, which may stand in one array: `select("a", "b")` and `select(["a", "b"])`. */
export function toColumns(cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column[] {
  return (cols.flat() as ColumnOrName[]).map(toColumn);
}
