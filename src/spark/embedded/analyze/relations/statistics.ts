/** What the statistics of a DataFrame share: columns by their names, and aggregates of all rows. */
import { IllegalArgumentException } from "../../../errors/index.js";
import { attribute as named } from "../../../plan/index.js";
import { DoubleType } from "../../../types/index.js";
import { castOf, isNumeric } from "../../expression/cast-rules.js";
import type { Typed } from "../../expression/typed.js";
import { aggregateNode } from "../aggregation.js";
import type { Analyzer } from "../analyzer.js";
import type { PlanNode } from "../plan-node.js";
import { newAttribute } from "../session.js";

export const DOUBLE = new DoubleType();

/**
 * A column of numbers, as doubles.
 *
 * @param calculation what the error says that the column is for: `calculation of the covariance`
 * @throws AnalysisException UNRESOLVED_COLUMN; IllegalArgumentException for a column of something else
 */
export async function numbersOf(
  analyzer: Analyzer,
  child: PlanNode,
  name: string,
  calculation: string,
): Promise<Typed> {
  const column = await analyzer.expression(child, named(name));
  if (!isNumeric(column.type)) {
    throw new IllegalArgumentException(
      `The ${calculation} is of columns of numbers, and ${name} is of the type ${column.type.simpleString()}.`,
    );
  }
  return castOf(column, DOUBLE);
}

/** The values of aggregates of all rows. */
export async function aggregated(
  { session }: Analyzer,
  input: PlanNode,
  values: readonly Typed[],
): Promise<readonly unknown[]> {
  if (values.length === 0) return [];
  const items = values.map((value, i) => ({
    attribute: newAttribute(session, { type: value.type, nullable: true }, `s${i}`),
    value,
  }));
  const [row] = await session.collect(aggregateNode(session, { input, keys: [], items }));
  return row!;
}
