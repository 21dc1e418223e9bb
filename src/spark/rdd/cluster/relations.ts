/** The relations that stages are made of: rows (rows.ts) from here, through a stage, through a shuffle. */
import { create } from "@bufbuild/protobuf";
import { alias, attribute, call, expression, literal, relation } from "../../plan/index.js";
import {
  CommonInlineUserDefinedFunctionSchema,
  type PythonUDF,
  PythonUDFSchema,
  type Relation,
  SetOperation_SetOpType,
} from "../../proto/index.js";
import { type ArrowModule, batchesOfRows, parseSchema, streamOf, typeToMessage } from "../../types/index.js";
import { routesTo } from "./routing.js";
import { MARK, NOWHERE, ROW_COLUMNS } from "./rows.js";

const SCHEMA = parseSchema(ROW_COLUMNS);
const NAMES = ["h", "o", "v"];

/** PySpark's PythonEvalType of mapInArrow. */
const MAP_IN_ARROW = 207;

export interface LocalRow {
  readonly h: number;
  readonly o: Uint8Array;
  readonly v: Uint8Array;
}

export function localRows(arrow: ArrowModule, rows: Iterable<LocalRow>): Relation {
  const data = streamOf(arrow, SCHEMA, batchesOfRows(arrow, rows, SCHEMA));
  return relation("localRelation", { data, schema: SCHEMA.json() });
}

/** Rows through a stage, partition by partition. The function is still to be completed (stage-sender.ts). */
export function throughStage(input: Relation, name: string): { relation: Relation; udf: PythonUDF } {
  const udf = create(PythonUDFSchema, { outputType: typeToMessage(SCHEMA), evalType: MAP_IN_ARROW });
  const func = create(CommonInlineUserDefinedFunctionSchema, {
    functionName: name,
    deterministic: true,
    // All of them, or those that aren't named would be taken away.
    arguments: NAMES.map((column) => attribute(column)),
    function: { case: "pythonUdf", value: udf },
  });
  return { relation: relation("mapPartitions", { input, func }), udf };
}

/** All rows of several. A tree, since a chain would be nested as deep as there are relations. */
export function allOf(relations: readonly Relation[]): Relation {
  if (relations.length === 1) return relations[0]!;
  const half = relations.length >> 1;
  return relation("setOp", {
    leftInput: allOf(relations.slice(0, half)),
    rightInput: allOf(relations.slice(half)),
    setOpType: SetOperation_SetOpType.UNION,
    isAll: true,
  });
}

/** Rows with one of these in `h`, and those that belong nowhere. */
export function onlyThose(input: Relation, h: Iterable<number>): Relation {
  const condition = call("in", [attribute("h"), ...[NOWHERE, ...h].map((each) => literal(each))]);
  return relation("filter", { input, condition });
}

/** What tasks say of themselves. */
export function onlyNotes(input: Relation): Relation {
  return relation("filter", { input, condition: call("==", [attribute("h"), literal(NOWHERE)]) });
}

/** Rows of one tag, their values as text in a column `value`. */
export function asText(input: Relation, tag: number): Relation {
  const first = call("substring", [attribute("o"), literal(1), literal(1)]);
  const condition = call("==", [first, literal(Uint8Array.of(tag))]);
  const text = expression("cast", {
    expr: attribute("v"),
    castToType: { case: "typeStr", value: "string" },
  });
  return relation("project", {
    input: relation("filter", { input, condition }),
    expressions: [alias(text, "value")],
  });
}

/** Brings rows to the partitions that their `h` leads to (each of which has a mark, at least), in the order of their `o`. */
export function exchanged(
  arrow: ArrowModule,
  input: Relation | undefined,
  partitions: number,
  wanted: readonly number[] | undefined,
): Relation {
  const routes = routesTo(partitions);
  const those = wanted?.map((partition) => routes[partition]!) ?? [...routes];
  const marks = localRows(
    arrow,
    those.map((h) => ({ h, o: Uint8Array.of(MARK), v: new Uint8Array(0) })),
  );
  const rows = input && (wanted === undefined ? input : onlyThose(input, those));
  const moved = relation("repartitionByExpression", {
    input: rows === undefined ? marks : allOf([marks, rows]),
    partitionExprs: [attribute("h")],
    numPartitions: partitions,
  });
  return relation("sort", {
    input: moved,
    order: [{ child: attribute("o"), direction: 1, nullOrdering: 1 }],
    isGlobal: false,
  });
}
