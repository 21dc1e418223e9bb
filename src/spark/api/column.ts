import { ValueError } from "../../errors.js";
import { alias, attribute, call, expression, literal, star, subquery } from "../plan/index.js";
import {
  type Expression,
  Expression_Cast_EvalMode,
  Expression_SortOrder_NullOrdering as NullOrdering,
  type Relation,
  Expression_SortOrder_SortDirection as SortDirection,
} from "../proto/index.js";
import { DataType, type Metadata } from "../types/index.js";
import { typeToMessage } from "../types/type-messages.js";
import type {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  TimeOfDay,
  YearMonthInterval,
} from "../types/values.js";
import { expressionText } from "./expression-text.js";
import type { ValueOf } from "./value-of.js";
import type { WindowSpec } from "./window.js";

/** A column, or its name as SQL writes it: `a.b` is field b of a, `` `a.b` `` one column. */
export type ColumnOrName = Column | string;

export declare const VALUE: unique symbol;

/** What stands in a place where PySpark takes a Column or a value of Python's. */
export type ColumnOrValue = Column | LiteralValue;

/** What {@link lit} takes besides columns. */
export type LiteralValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | Decimal
  | TimeOfDay
  | YearMonthInterval
  | DayTimeInterval
  | CalendarInterval
  | readonly LiteralValue[];

/** A DataFrame, as far as a column needs to know of one. */
export interface HasRelation {
  readonly relation: Relation;
}

/**
 * An expression over the rows of a DataFrame. It is only a description: nothing is known of its type, nor whether its names exist, before a DataFrame that has
 * it is run. Python's operators are the methods `add, sub, mul, div, mod, pow, neg, eq, ne, lt, le, gt, ge, and, or, not`; as in SQL `null` in
 * them gives `null`, and `a.eq(b)` of it is neither true nor false (`eqNullSafe` is).
 *
 * `T` is the type of the values where TypeScript can know it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/column.html
 */
export class Column<out T = unknown> {
  declare readonly [VALUE]?: T;
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
  }

  add(other: ColumnOrValue): Column {
    return this.#operator("+", other);
  }

  sub(other: ColumnOrValue): Column {
    return this.#operator("-", other);
  }

  mul(other: ColumnOrValue): Column {
    return this.#operator("*", other);
  }

  /** Of whole numbers a double too; `F.expr("a div b")` is the whole quotient. Division by zero is an error (`F.try_divide` gives null). */
  div(other: ColumnOrValue): Column {
    return this.#operator("/", other);
  }

  /** The remainder, with the sign of this. */
  mod(other: ColumnOrValue): Column {
    return this.#operator("%", other);
  }

  pow(other: ColumnOrValue): Column<number | null> {
    return this.#operator("power", other) as Column<number | null>;
  }

  neg(): Column<T> {
    return this.#call<T>("negative");
  }

  eq(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("==", other) as Column<boolean | null>;
  }

  ne(other: ColumnOrValue): Column<boolean | null> {
    return this.eq(other).not();
  }

  lt(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("<", other) as Column<boolean | null>;
  }

  le(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("<=", other) as Column<boolean | null>;
  }

  gt(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator(">", other) as Column<boolean | null>;
  }

  ge(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator(">=", other) as Column<boolean | null>;
  }

  /** Equality in which null equals null. */
  eqNullSafe(other: ColumnOrValue): Column<boolean> {
    return this.#operator("<=>", other) as Column<boolean>;
  }

  and(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("and", other) as Column<boolean | null>;
  }

  or(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("or", other) as Column<boolean | null>;
  }

  not(): Column<boolean | null> {
    return this.#call<boolean | null>("not");
  }

  bitwiseAND(other: ColumnOrValue): Column {
    return this.#operator("&", other);
  }

  bitwiseOR(other: ColumnOrValue): Column {
    return this.#operator("|", other);
  }

  bitwiseXOR(other: ColumnOrValue): Column {
    return this.#operator("^", other);
  }

  isNull(): Column<boolean> {
    return this.#call<boolean>("isNull");
  }

  isNotNull(): Column<boolean> {
    return this.#call<boolean>("isNotNull");
  }

  isNaN(): Column<boolean> {
    return this.#call<boolean>("isNaN");
  }

  contains(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("contains", other) as Column<boolean | null>;
  }

  startswith(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("startsWith", other) as Column<boolean | null>;
  }

  endswith(other: ColumnOrValue): Column<boolean | null> {
    return this.#operator("endsWith", other) as Column<boolean | null>;
  }

  /** SQL's LIKE: `_` is any character, `%` any number of them. */
  like(pattern: Column | string): Column<boolean | null> {
    return this.#operator("like", pattern) as Column<boolean | null>;
  }

  /** LIKE that doesn't care about case. */
  ilike(pattern: Column | string): Column<boolean | null> {
    return this.#operator("ilike", pattern) as Column<boolean | null>;
  }

  /** Whether a part matches a regular expression of Java's. */
  rlike(pattern: Column | string): Column<boolean | null> {
    return this.#operator("rlike", pattern) as Column<boolean | null>;
  }

  /** A part of a string or of binary; positions count from 1. */
  substr(startPos: Column | number, length: Column | number): Column {
    return new Column(call("substr", [this.expression, operand(startPos), operand(length)]));
  }

  between(lowerBound: ColumnOrValue, upperBound: ColumnOrValue): Column<boolean | null> {
    return this.ge(lowerBound).and(this.le(upperBound));
  }

  /** Whether it is one of the values, or of the rows of a DataFrame. */
  isin(...values: readonly ColumnOrValue[]): Column<boolean | null>;
  isin(rows: HasRelation): Column<boolean | null>;
  isin(...values: readonly (ColumnOrValue | HasRelation)[]): Column<boolean | null> {
    const [first] = values;
    if (values.length === 1 && isFrame(first)) {
      const { exprType } = this.expression;
      const looked =
        exprType.case === "unresolvedFunction" && exprType.value.functionName === "struct"
          ? exprType.value.arguments
          : [this.expression];
      return new Column(subquery("in", first.relation, looked));
    }
    const list = (values.length === 1 && Array.isArray(first) ? first : values) as readonly ColumnOrValue[];
    return new Column(call("in", [this.expression, ...list.map(operand)]));
  }

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

  /** For orderBy: ascending, nulls first. */
  asc(): Column {
    return this.asc_nulls_first();
  }

  asc_nulls_first(): Column {
    return this.#order(SortDirection.ASCENDING, NullOrdering.SORT_NULLS_FIRST);
  }

  asc_nulls_last(): Column {
    return this.#order(SortDirection.ASCENDING, NullOrdering.SORT_NULLS_LAST);
  }

  /** For orderBy: descending, nulls last. */
  desc(): Column {
    return this.desc_nulls_last();
  }

  desc_nulls_first(): Column {
    return this.#order(SortDirection.DESCENDING, NullOrdering.SORT_NULLS_FIRST);
  }

  desc_nulls_last(): Column {
    return this.#order(SortDirection.DESCENDING, NullOrdering.SORT_NULLS_LAST);
  }

  /** The function over the rows of a window, one value a row: `F.rank().over(Window.partitionBy("a").orderBy("b"))`. */
  over(window: WindowSpec): Column<T> {
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

  toString(): string {
    return `Column<'${expressionText(this.expression)}'>`;
  }

  /** @throws ValueError for arithmetic: JavaScript has no operators of our own */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== "number") return this.toString();
    throw new ValueError(
      `${this} is a description, not a number. In the place of operators stand methods: a.add(b), a.gt(b), a.and(b), a.not()`,
    );
  }

  #operator(name: string, other: ColumnOrValue): Column {
    return new Column(call(name, [this.expression, operand(other)]));
  }

  #call<V>(name: string): Column<V> {
    return new Column(call(name, [this.expression]));
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

function operand(value: ColumnOrValue): Expression {
  if (value instanceof Column) return value.expression;
  if (Array.isArray(value)) return call("array", value.map(operand));
  return literal(value);
}

function isFrame(value: unknown): value is HasRelation {
  return typeof value === "object" && value !== null && !(value instanceof Column) && "relation" in value;
}
