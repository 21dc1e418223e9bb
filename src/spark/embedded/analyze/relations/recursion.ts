/** WITH RECURSIVE: rows, and the rows that a step makes of them, and so on until there are no more. */

import { SparkException } from "../../../errors/index.js";
import { anchorOf, type Recursion, recursionOf } from "../../../plan/index.js";
import { type DataType, StructField, StructType } from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { nullableSchema, nullableType } from "../../expression/nullable-types.js";
import { walk } from "../../expression/tree.js";
import { typeWords } from "../../expression/type-names.js";
import { widerType } from "../../functions/coercion.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError } from "../analysis-errors.js";
import { Analyzer, type RelationValue } from "../analyzer.js";
import { projectNode } from "../nodes.js";
import { inputsOf, type LeafNode, type PlanNode } from "../plan-node.js";
import { expressionsOf, nodesOf } from "../plan-walk.js";
import { attributeExpr } from "../scope.js";
import { type AnalysisSession, attributesOf, newAttribute } from "../session.js";
import { planOfSubquery } from "../subqueries.js";

/** @returns undefined for what isn't a recursive query, nor stands in one for its last rows */
export async function recursive(
  analyzer: Analyzer,
  message: RelationValue<"unresolvedTableValuedFunction">,
): Promise<PlanNode | undefined> {
  const last = analyzer.lastRows.get(message);
  if (last !== undefined) return last();
  const anchor = anchorOf(message);
  if (anchor !== undefined) {
    // A step that is looked at alone, for its columns.
    const { session } = analyzer;
    return session.rows("last rows", columnsOf(await analyzer.relation(anchor)), async () => []);
  }
  const recursion = recursionOf(message);
  return recursion === undefined ? undefined : recursionNode(analyzer, recursion);
}

function columnsOf({ output }: PlanNode): StructType {
  return nullableSchema(new StructType(output.map(({ name, type }) => new StructField(name, type, true))));
}

/** @throws AnalysisException NUM_COLUMNS_MISMATCH, INVALID_RECURSIVE_REFERENCE.PLACE; SparkException CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE */
async function recursionNode(analyzer: Analyzer, recursion: Recursion): Promise<PlanNode> {
  const { session, references, views } = analyzer;
  const anchor = await analyzer.relation(recursion.anchor);
  const schema = columnsOf(anchor);
  const types = schema.fields.map(({ dataType }) => dataType);
  const stepOf = async (within: AnalysisSession, lastRows: () => LeafNode): Promise<PlanNode> => {
    const around = new Map([...analyzer.lastRows, [recursion.last.relType.value!, lastRows] as const]);
    const step = await new Analyzer(within, { references, views, lastRows: around }).relation(recursion.step);
    return ofTypes(within, step, types);
  };
  // What is wrong with the step is said before anything runs.
  const looked = new Set<LeafNode["source"]>();
  const step = await stepOf(session, () => {
    const leaf = session.rows("last rows", schema, async () => []);
    looked.add(leaf.source);
    return leaf;
  });
  refusePlaces(step, (leaf) => looked.has(leaf.source));
  return session.recursion(schema, ofTypes(session, anchor, types), async (within, source) =>
    stepOf(within, () => ({
      kind: "leaf",
      label: "last rows",
      identity: `last rows ${within.newId()}`,
      output: attributesOf(within, schema),
      source: async () => source,
    })),
  );
}

/** Spark widens the step's columns to the anchor's, and those no further. */
function ofTypes(session: AnalysisSession, plan: PlanNode, types: readonly DataType[]): PlanNode {
  const { output } = plan;
  if (output.length !== types.length) {
    throw analysisError(
      "NUM_COLUMNS_MISMATCH",
      `Both sides of UNION ALL have as many columns: the first has ${types.length}, the second ${output.length}.`,
      {
        operator: "UNION",
        firstNumColumns: String(types.length),
        invalidOrdinalNum: "second",
        invalidNumColumns: String(output.length),
      },
      "42826",
    );
  }
  return projectNode(
    plan,
    output.map((column, i) => {
      const type = types[i]!;
      const wider = widerType(type, column.type);
      if (wider === undefined || !nullableType(wider).equals(type)) throw cannotMerge(type, column.type);
      return {
        attribute: newAttribute(session, { type, nullable: true }, column.name),
        value: castOf(attributeExpr(column), type),
      };
    }),
  );
}

function cannotMerge(left: DataType, right: DataType): Error {
  const condition = "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE";
  const [here, there] = [`"${typeWords(left)}"`, `"${typeWords(right)}"`];
  return new SparkException(
    `[${condition}] The first rows have a column of the type ${here}, and the next rows make it ${there}: cast one of them. SQLSTATE: 42825`,
    { condition, messageParameters: { left: here, right: there }, sqlState: "42825" },
  );
}

/** Where the last rows may not stand: what is made of all of a query's rows isn't made level by level. */
function refusePlaces(node: PlanNode, isLast: (leaf: LeafNode) => boolean): void {
  const holds = (plan: PlanNode) => [...nodesOf(plan)].some((each) => each.kind === "leaf" && isLast(each));
  if (!holds(node)) return;
  for (const expression of expressionsOf(node)) {
    for (const each of walk(expression)) {
      const plan = planOfSubquery(each);
      if (plan !== undefined && holds(plan)) throw wrongPlace();
      if (each.kind === "window") throw wrongPlace();
    }
  }
  switch (node.kind) {
    case "aggregate":
    case "sort":
      throw wrongPlace();
    case "join": {
      const { how, left, right } = node;
      const isRight = ["left", "semi", "anti"].includes(how) && holds(right);
      if (isRight || (how === "right" && holds(left)) || how === "full") throw wrongPlace();
      break;
    }
    case "set":
      if (node.how !== "union")
        throw notEmbedded(`${node.how.toUpperCase()} of the last rows in WITH RECURSIVE`);
      break;
    case "sample":
    case "tail":
    case "own":
      throw notEmbedded(`${node.kind} of the last rows in WITH RECURSIVE`);
  }
  for (const input of inputsOf(node)) refusePlaces(input, isLast);
}

function wrongPlace(): Error {
  return analysisError(
    "INVALID_RECURSIVE_REFERENCE.PLACE",
    "In WITH RECURSIVE the query can't speak of itself in an aggregate, a window function, a sort, a subquery of an expression, or on the side of an outer, semi or anti join that may be without a match.",
    {},
    "42836",
  );
}
