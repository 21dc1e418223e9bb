/** Aggregates of all columns of numbers, which no message says: what they are of is asked before a plan is sent, as PySpark asks. */
import { numericAggregateOf, numericAggregates } from "../plan/index.js";
import type { Aggregate, Expression, Relation } from "../proto/index.js";
import type { StructField } from "../types/index.js";

/** A message, or the case and value of one that is one of several, as protobuf-es has them. */
type Fields = Readonly<Record<string, unknown>>;

type ColumnsOf = (input: Relation) => Promise<readonly StructField[]>;

/**
 * @param message a plan; isn't changed
 * @param columnsOf the columns of a relation, by the server
 * @returns the plan with the aggregates named; the very same when there are none
 */
export async function withNumericColumns<M extends object>(message: M, columnsOf: ColumnsOf): Promise<M> {
  const fields = message as unknown as Fields;
  return holdsOne(fields) ? ((await named(fields, columnsOf)) as unknown as M) : message;
}

function holdsOne(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsOne);
  if (!isMessage(value)) return false;
  const fields = value as unknown as Fields;
  return numericAggregateOf(fields as never) !== undefined || Object.values(fields).some(holdsOne);
}

/** Copies what leads to a change, and nothing else. From the inside: an input may have such aggregates too. */
async function named(fields: Fields, columnsOf: ColumnsOf): Promise<Fields> {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const now = Array.isArray(value) ? await namedAll(value, columnsOf) : await namedOne(value, columnsOf);
    if (now !== value) (copy ??= { ...fields })[name] = now;
  }
  const made = copy ?? fields;
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

async function namedOne(value: unknown, columnsOf: ColumnsOf): Promise<unknown> {
  return isMessage(value) ? named(value, columnsOf) : value;
}

async function namedAll(values: readonly unknown[], columnsOf: ColumnsOf): Promise<readonly unknown[]> {
  const now: unknown[] = [];
  for (const value of values) now.push(await namedOne(value, columnsOf));
  return now.some((value, i) => value !== values[i]) ? now : values;
}

function isMessage(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
