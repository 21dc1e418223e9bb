import { ValueError } from "../../errors.js";
import { call, literal } from "../plan/index.js";
import type { Expression, Relation } from "../proto/index.js";
import type {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  TimeOfDay,
  YearMonthInterval,
} from "../types/values.js";
import type { Column } from "./column.js";
import { expressionText } from "./expression-text.js";

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

/** What every part of {@link Column} has: the expression, and how the next column is made of this one. */
export abstract class ColumnExpression<out T> {
  declare readonly [VALUE]?: T;
  readonly expression: Expression;

  constructor(expression: Expression) {
    this.expression = expression;
  }

  toString(): string {
    return `Column<'${expressionText(this.expression)}'>`;
  }

  /** @throws ValueError for arithmetic, `==` and `+` among it: JavaScript has no operators of our own */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new ValueError(
      `${this} is a description, not a value. In the place of operators stand methods: a.add(b), a.eq(b), a.gt(b), a.and(b), a.not()`,
    );
  }

  protected abstract of<V>(expression: Expression): Column<V>;

  protected operator<V>(name: string, other: ColumnOrValue): Column<V> {
    return this.of(call(name, [this.expression, operand(other)]));
  }

  protected call<V>(name: string): Column<V> {
    return this.of(call(name, [this.expression]));
  }
}

/** What is written in the place of a column: itself, or a literal of the value. */
export function operand(value: ColumnOrValue): Expression {
  if (value instanceof ColumnExpression) return value.expression;
  if (Array.isArray(value)) return call("array", value.map(operand));
  return literal(value);
}
