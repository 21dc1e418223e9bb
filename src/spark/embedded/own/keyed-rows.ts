/** Rows sorted by keys, and as they came where these are equal, for functions of groups: what the runner wants of them (own-functions/README.md), and where groups may end. */
import { BooleanType, LongType, type StructType } from "../../types/index.js";
import { onlyColumns, pass, projectNode } from "../analyze/nodes.js";
import type { PlanNode } from "../analyze/plan-node.js";
import { attributeExpr } from "../analyze/scope.js";
import { newAttribute } from "../analyze/session.js";
import { type OperationSession, schemaOf } from "../engine/session.js";
import type { Attribute, CallExpr, Typed } from "../expression/typed.js";
import type { SentSpec } from "./program.js";

export interface KeyedRows {
  /** The schema's columns, and behind them a long that changes only where the key does. */
  readonly rows: PlanNode;
  readonly schema: StructType;
  readonly groups: NonNullable<SentSpec["groups"]>;
}

export function groupedRows(
  session: OperationSession,
  input: PlanNode,
  keys: readonly Attribute[],
  columns: readonly Attribute[],
): KeyedRows {
  const all = [...columns, ...keys.filter(({ id }) => !columns.some((column) => column.id === id))];
  const place = (column: Attribute) => all.findIndex(({ id }) => id === column.id);
  return {
    ...sorted(session, onlyColumns(input, all), keys, keys),
    groups: { keys: keys.map(place), columns: columns.map(place) },
  };
}

/** Both sides in one table: the keys, which side it is, the columns of each. */
export function cogroupedRows(
  session: OperationSession,
  inputs: readonly PlanNode[],
  keys: readonly (readonly Attribute[])[],
  columns: readonly (readonly Attribute[])[],
): KeyedRows {
  const [first, second] = columns as [readonly Attribute[], readonly Attribute[]];
  const side = newAttribute(session, { type: new BooleanType(), nullable: false }, "side");
  const merged = keys[0]!.map((key, i) => {
    const nullable = key.nullable || keys[1]![i]!.nullable;
    return newAttribute(session, { type: key.type, nullable }, key.name);
  });
  const others = [...first, ...second].map(({ type, name }) =>
    newAttribute(session, { type, nullable: true }, name),
  );
  const output = [...merged, side, ...others];
  const sides = inputs.map((input, i) => {
    const isSecond: Typed = {
      kind: "literal",
      value: i === 1,
      type: new BooleanType(),
      nullable: false,
      pretty: String(i === 1),
    };
    const values = [
      ...keys[i]!.map(attributeExpr),
      isSecond,
      ...first.map((column) => (i === 0 ? attributeExpr(column) : nullOf(column))),
      ...second.map((column) => (i === 1 ? attributeExpr(column) : nullOf(column))),
    ];
    return projectNode(
      input,
      values.map((value, at) => ({ attribute: { ...output[at]!, id: session.newId() }, value })),
    );
  });
  const union: PlanNode = { kind: "set", how: "union", all: true, inputs: sides, output };
  const places = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  return {
    ...sorted(session, union, [...merged, side], merged),
    groups: {
      keys: places(0, merged.length),
      side: merged.length,
      columns: places(merged.length + 1, first.length),
      others: places(merged.length + 1 + first.length, second.length),
    },
  };
}

function sorted(
  session: OperationSession,
  input: PlanNode,
  order: readonly Attribute[],
  keys: readonly Attribute[],
): Pick<KeyedRows, "rows" | "schema"> {
  const number: CallExpr = {
    kind: "call",
    name: "row's number",
    args: [],
    sql: () => "row_number() OVER ()",
    deterministic: false,
    type: new LongType(),
    nullable: false,
    pretty: "number",
  };
  const place = newAttribute(session, number, "number");
  const numbered = projectNode(input, [...input.output.map(pass), { attribute: place, value: number }]);
  const inOrder: PlanNode = {
    kind: "sort",
    input: numbered,
    keys: [...order, place].map((key) => ({
      child: attributeExpr(key),
      ascending: true,
      nullsFirst: true,
    })),
    output: numbered.output,
  };
  // Other keys may have the same hash: their groups are in one task then.
  const mark: CallExpr = {
    kind: "call",
    name: "mark of a key",
    args: keys.map(attributeExpr),
    sql: (args) =>
      args.length === 0 ? "CAST(0 AS BIGINT)" : `CAST(hash(${args.join(", ")}) >> 1 AS BIGINT)`,
    deterministic: true,
    type: new LongType(),
    nullable: false,
    pretty: "mark",
  };
  const attribute = newAttribute(session, mark, "mark");
  const rows = projectNode(inOrder, [...input.output.map(pass), { attribute, value: mark }]);
  return { rows, schema: schemaOf(input) };
}

function nullOf({ type, name }: Attribute): Typed {
  return { kind: "literal", value: null, type, nullable: true, pretty: name };
}
