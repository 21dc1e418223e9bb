/** Columns as rows, and rows as columns that are called by the values of one column. */
import {
  ArrayType,
  type DataType,
  MapType,
  NullType,
  StringType,
  StructField,
  StructType,
} from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { typeQuoted } from "../../expression/type-names.js";
import { widerType } from "../../functions/coercion.js";
import { resolveCall } from "../../functions/resolve-call.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze } from "../analyzer.js";
import { nameOf } from "../named-items.js";
import { filterNode, projectNode } from "../nodes.js";
import type { Named, PlanNode } from "../plan-node.js";
import { attributeExpr } from "../scope.js";
import { newAttribute } from "../session.js";

const STRING = new StringType();

/** Of Spark's `spark.sql.transposeMaxValues`, when nobody sets it. */
const MOST_ROWS = 500;

export const transpose: Analyze<"transpose"> = async (analyzer, { input, indexColumns }) => {
  const { session } = analyzer;
  const child = await analyzer.relation(input);
  if (indexColumns.length > 1) {
    throw invalidIndex(`Expected a single column, but found ${indexColumns.length}`);
  }
  const [given] = indexColumns;
  if (given === undefined && child.output.length === 0) throw invalidIndex("There are no columns");
  const index =
    given === undefined ? attributeExpr(child.output[0]!) : await analyzer.expression(child, given);
  if (index.kind !== "attribute")
    throw invalidIndex(`Index column must be an atomic attribute, and it is ${nameOf(index)}`);
  if (index.type instanceof ArrayType || index.type instanceof MapType || index.type instanceof StructType) {
    throw invalidIndex(`Index column must be of atomic type, but found: ${index.type.simpleString()}`);
  }
  const others = child.output.filter(({ id }) => id !== index.attribute.id);
  const type = others.map((column) => column.type).reduce(commonType, new NullType());
  const shown = others.length === 0 ? STRING : type;
  const most = Number(session.setting("spark.sql.transposeMaxValues") ?? MOST_ROWS);
  const rows = sortedBy(
    analyzer.session,
    filterNode(child, resolveCall("isnotnull", [index], {}, session)),
    index,
    (value) => [castOf(value, STRING), ...others.map((other) => castOf(attributeExpr(other), shown))],
    most + 1,
  );
  const found = await session.collect(rows);
  if (found.length > most) {
    throw analysisError(
      "TRANSPOSE_EXCEED_ROW_LIMIT",
      `There are more than ${most} rows to become columns; the setting spark.sql.transposeMaxValues allows more.`,
      { maxValues: String(most), config: "spark.sql.transposeMaxValues" },
      "54006",
    );
  }
  const schema = new StructType([
    new StructField("key", STRING, others.length === 0),
    ...found.map(([name]) => new StructField(String(name), shown)),
  ]);
  return session.rows("Transpose", schema, async () =>
    others.map(({ name }, i) => [name, ...found.map((row) => row[i + 1])]),
  );
};

function sortedBy(
  session: Parameters<typeof newAttribute>[0],
  input: PlanNode,
  index: ReturnType<typeof attributeExpr>,
  values: (index: ReturnType<typeof attributeExpr>) => Named["value"][],
  limit: number,
): PlanNode {
  const key = { child: index, ascending: true, nullsFirst: true };
  const sort: PlanNode = { kind: "sort", input, keys: [key], output: input.output };
  const limited: PlanNode = { kind: "limit", input: sort, limit, offset: 0, output: input.output };
  return projectNode(
    limited,
    values(index).map((value, i) => ({ attribute: newAttribute(session, value, `v${i}`), value })),
  );
}

/** @throws AnalysisException TRANSPOSE_NO_LEAST_COMMON_TYPE */
function commonType(a: DataType, b: DataType): DataType {
  const type = widerType(a, b);
  const texts = [a, b].filter((each) => each instanceof StringType).length;
  if (type !== undefined && (texts !== 1 || a instanceof NullType || b instanceof NullType)) return type;
  throw analysisError(
    "TRANSPOSE_NO_LEAST_COMMON_TYPE",
    `Columns of the types ${typeQuoted(a)} and ${typeQuoted(b)} can't be one column.`,
    { dt1: typeQuoted(a), dt2: typeQuoted(b) },
    "42K09",
  );
}

function invalidIndex(reason: string): Error {
  return analysisError(
    "TRANSPOSE_INVALID_INDEX_COLUMN",
    `No column to name the others by: ${reason}.`,
    { reason },
    "42804",
  );
}
