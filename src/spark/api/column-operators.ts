import { call, subquery } from "../plan/index.js";
import type { Column } from "./column.js";
import { ColumnExpression, type ColumnOrValue, type HasRelation, operand } from "./column-expression.js";

/** Arithmetic, comparisons and conditions: what Python's operators are in PySpark, and the predicates of strings. */
export abstract class ColumnOperators<out T> extends ColumnExpression<T> {
  add(other: ColumnOrValue): Column {
    return this.operator("+", other);
  }

  sub(other: ColumnOrValue): Column {
    return this.operator("-", other);
  }

  mul(other: ColumnOrValue): Column {
    return this.operator("*", other);
  }

  /** Of whole numbers a double too; `F.expr("a div b")` is the whole quotient. Division by zero is an error (`F.try_divide` gives null). */
  div(other: ColumnOrValue): Column {
    return this.operator("/", other);
  }

  /** The remainder, with the sign of this. */
  mod(other: ColumnOrValue): Column {
    return this.operator("%", other);
  }

  pow(other: ColumnOrValue): Column<number | null> {
    return this.operator("power", other);
  }

  neg(): Column<T> {
    return this.call("negative");
  }

  eq(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("==", other);
  }

  ne(other: ColumnOrValue): Column<boolean | null> {
    return this.eq(other).not();
  }

  lt(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("<", other);
  }

  le(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("<=", other);
  }

  gt(other: ColumnOrValue): Column<boolean | null> {
    return this.operator(">", other);
  }

  ge(other: ColumnOrValue): Column<boolean | null> {
    return this.operator(">=", other);
  }

  /** Equality in which null equals null. */
  eqNullSafe(other: ColumnOrValue): Column<boolean> {
    return this.operator("<=>", other);
  }

  and(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("and", other);
  }

  or(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("or", other);
  }

  not(): Column<boolean | null> {
    return this.call("not");
  }

  bitwiseAND(other: ColumnOrValue): Column {
    return this.operator("&", other);
  }

  bitwiseOR(other: ColumnOrValue): Column {
    return this.operator("|", other);
  }

  bitwiseXOR(other: ColumnOrValue): Column {
    return this.operator("^", other);
  }

  isNull(): Column<boolean> {
    return this.call("isNull");
  }

  isNotNull(): Column<boolean> {
    return this.call("isNotNull");
  }

  isNaN(): Column<boolean> {
    return this.call("isNaN");
  }

  contains(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("contains", other);
  }

  startswith(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("startsWith", other);
  }

  endswith(other: ColumnOrValue): Column<boolean | null> {
    return this.operator("endsWith", other);
  }

  /** SQL's LIKE: `_` is any character, `%` any number of them. */
  like(pattern: Column | string): Column<boolean | null> {
    return this.operator("like", pattern);
  }

  /** LIKE that doesn't care about case. */
  ilike(pattern: Column | string): Column<boolean | null> {
    return this.operator("ilike", pattern);
  }

  /** Whether a part matches a regular expression of Java's. */
  rlike(pattern: Column | string): Column<boolean | null> {
    return this.operator("rlike", pattern);
  }

  /** A part of a string or of binary; positions count from 1. */
  substr(startPos: Column | number, length: Column | number): Column {
    return this.of(call("substr", [this.expression, operand(startPos), operand(length)]));
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
      return this.of(subquery("in", first.relation, looked));
    }
    const list = (values.length === 1 && Array.isArray(first) ? first : values) as readonly ColumnOrValue[];
    return this.of(call("in", [this.expression, ...list.map(operand)]));
  }
}

function isFrame(value: unknown): value is HasRelation {
  return (
    typeof value === "object" && value !== null && !(value instanceof ColumnExpression) && "relation" in value
  );
}
