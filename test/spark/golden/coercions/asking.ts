/** Asks an engine of the types of expressions, which computes nothing. */
import { NotSupportedError } from "../../../../src/errors.js";
import { SparkException, type SparkSession } from "../../../../src/spark/index.js";
import { expressionOf } from "./asks.js";
import { ASKED, type Asked, type Coercion, recordedCoercions } from "./recorded.js";

export type Relation = Awaited<ReturnType<SparkSession["sql"]>>;

/** What an engine says; `refused` is what it hasn't. */
export type Answer = Coercion | { readonly refused: string };

/** What is asked, and what Spark answered. */
export interface Case extends Asked {
  readonly expression: string;
  readonly spark: Coercion;
}

export const CASES: readonly Case[] = recordedCoercions().map((spark, i) => {
  const asked = ASKED[i]!;
  return { ...asked, expression: expressionOf(asked.operation, asked.a, asked.b), spark };
});

/**
 * Those that Spark has a type for go together to be quick; when one of them fails, and of those that Spark refuses, each goes alone.
 *
 * @param all has the columns of all expressions
 * @param of has those of one
 */
export async function askAll(
  cases: readonly Case[],
  all: Relation,
  of: (one: Case) => Promise<Relation>,
): Promise<Answer[]> {
  const good = cases.filter(({ spark }) => !("error" in spark));
  const together = await typesOf(all, good).catch(() => []);
  const answers = new Map<Case, Answer>(together.map((answer, i) => [good[i]!, answer]));
  return Promise.all(cases.map(async (one) => answers.get(one) ?? (await alone(one, of))));
}

async function typesOf(relation: Relation, cases: readonly Case[]): Promise<Coercion[]> {
  const { fields } = await relation.selectExpr(...cases.map(({ expression }) => expression)).schema();
  return fields.map(({ dataType, nullable, name }) => ({ type: dataType.simpleString(), nullable, name }));
}

async function alone(one: Case, of: (one: Case) => Promise<Relation>): Promise<Answer> {
  try {
    return (await typesOf(await of(one), [one]))[0]!;
  } catch (error) {
    if (error instanceof NotSupportedError) return { refused: error.operation };
    if (error instanceof SparkException) return { error: error.condition ?? error.message };
    throw error;
  }
}
