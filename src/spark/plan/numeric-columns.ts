import type { Expression } from "../proto/index.js";
import type { DataType } from "../types/data-type.js";
import { attribute, call, star } from "./expression.js";

const NUMERIC = new Set(["byte", "short", "integer", "long", "float", "double", "decimal"]);

const names = new WeakMap<Expression, string>();

/**
 * An aggregate of each column of numbers, as `groupBy("a").sum()` means it. Which these are is known when the plan is run: no message says it, so each engine
 * puts the aggregates in its place then.
 */
export function ofNumericColumns(name: string): Expression {
  const made = call(name, [star()]);
  names.set(made, name);
  return made;
}

/** @returns undefined for an expression that is what it says */
export function numericAggregateOf(expression: Expression): string | undefined {
  return names.get(expression);
}

/** The aggregates that {@link ofNumericColumns} stands for, of a relation with these columns. */
export function numericAggregates(
  name: string,
  columns: readonly { readonly name: string; readonly dataType: DataType }[],
): Expression[] {
  return columns
    .filter(({ dataType }) => NUMERIC.has(dataType.typeName))
    .map((column) => call(name, [attribute(`\`${column.name.replaceAll("`", "``")}\``)]));
}
