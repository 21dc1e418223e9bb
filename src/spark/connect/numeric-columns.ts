/** Aggregates of all columns of numbers, which no message says: what they are of is asked before a plan is sent, as PySpark asks. */
import { numericAggregateOf, numericAggregates } from "../plan/index.js";
import { type Members, messagesIn, rewriteInside } from "../plan/rewrite.js";
import type { Aggregate, Expression, Relation } from "../proto/index.js";
import type { StructField } from "../types/index.js";

type ColumnsOf = (input: Relation) => Promise<readonly StructField[]>;

/**
 * @param message a plan; isn't changed
 * @param columnsOf the columns of a relation, by the server
 * @returns the plan with the aggregates named; the very same when there are none
 */
export async function withNumericColumns<M extends object>(message: M, columnsOf: ColumnsOf): Promise<M> {
  for (const members of messagesIn(message))
    if (numericAggregateOf(members as never) !== undefined)
      return (await named(message as unknown as Members, columnsOf)) as unknown as M;
  return message;
}

/** From the inside: an input may have such aggregates too. */
async function named(members: Members, columnsOf: ColumnsOf): Promise<Members> {
  const made = await rewriteInside(members, (inner) => named(inner, columnsOf));
  if (made.case !== "aggregate") return made;
  const { input, aggregateExpressions } = made.value as Aggregate;
  if (!aggregateExpressions.some((expression) => numericAggregateOf(expression) !== undefined)) return made;
  const columns = await columnsOf(input!);
  const all = aggregateExpressions.flatMap((expression): readonly Expression[] => {
    const aggregate = numericAggregateOf(expression);
    return aggregate === undefined ? [expression] : numericAggregates(aggregate, columns);
  });
  return { ...made, value: { ...(made.value as Aggregate), aggregateExpressions: all } };
}
