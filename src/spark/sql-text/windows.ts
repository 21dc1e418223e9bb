/** `OVER (…)` and `WINDOW name AS (…)`. */
import { call, type ExpressionInitOf, expression } from "../plan/index.js";
import {
  type Expression,
  Expression_Window_WindowFrame_FrameType as FrameType,
  Expression_SortOrder_NullOrdering as NullOrdering,
  Expression_SortOrder_SortDirection as SortDirection,
} from "../proto/index.js";
import type { SqlExpressions } from "./expressions.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { checked, type Fields, fieldsOf, isTree, kindOf, type Tree, treesOf } from "./tree.js";

/** Everything of a window but the function. */
export type WindowParts = Omit<
  Extract<ExpressionInitOf<"window">, { partitionSpec?: unknown }>,
  "windowFunction" | "$typeName"
>;
export type SortOrder = ExpressionInitOf<"sortOrder">;

/** @param spec the parser's description of a window, or of a reference to one */
export async function windowParts(
  expressions: SqlExpressions,
  spec: Fields,
  scope: Scope,
): Promise<WindowParts> {
  const { window_name, partition_by, order_by, frame } = checked("window", spec, [
    "window_name",
    "partition_by",
    "order_by",
    "frame",
  ]);
  if (window_name) {
    if (treesOf(partition_by).length > 0 || treesOf(order_by).length > 0 || frame)
      throw notEmbedded("a window that extends another");
    const name = expressions.reader.name(window_name);
    const named = scope.windows.get(name.toLowerCase());
    if (named === undefined) throw notEmbedded(`the window ${name}, which isn't in WINDOW,`);
    return named();
  }
  const parts: { -readonly [K in keyof WindowParts]: WindowParts[K] } = {
    partitionSpec: await expressions.all(treesOf(partition_by), scope),
    orderSpec: await sortOrders(expressions, order_by, scope),
  };
  if (frame) parts.frameSpec = await frameOf(expressions, frame as Fields, scope);
  return parts;
}

export async function sortOrders(
  expressions: SqlExpressions,
  orders: unknown,
  scope: Scope,
): Promise<SortOrder[]> {
  const made: SortOrder[] = [];
  for (const order of (orders ?? []) as readonly Fields[]) {
    const { this: child, desc, nulls_first } = checked("sort order", order, ["this", "desc", "nulls_first"]);
    const descending = desc === true;
    if (descending) expressions.reader.took("DESC");
    const first = typeof nulls_first === "boolean" ? nulls_first : !descending;
    made.push({
      child: await expressions.of(child as Tree, scope),
      direction: descending ? SortDirection.DESCENDING : SortDirection.ASCENDING,
      nullOrdering: first ? NullOrdering.SORT_NULLS_FIRST : NullOrdering.SORT_NULLS_LAST,
    });
  }
  return made;
}

async function frameOf(
  expressions: SqlExpressions,
  frame: Fields,
  scope: Scope,
): Promise<NonNullable<WindowParts["frameSpec"]>> {
  const { kind, start, end } = checked("window frame", frame, ["kind", "start", "end"]);
  return {
    frameType: kind === "Rows" ? FrameType.ROW : FrameType.RANGE,
    lower: await boundOf(expressions, start, scope),
    upper: end ? await boundOf(expressions, end, scope) : { boundary: { case: "currentRow", value: true } },
  };
}

type Bound = NonNullable<NonNullable<WindowParts["frameSpec"]>["lower"]>;

async function boundOf(expressions: SqlExpressions, bound: unknown, scope: Scope): Promise<Bound> {
  if (bound === "CurrentRow") return { boundary: { case: "currentRow", value: true } };
  if (bound === "UnboundedPreceding" || bound === "UnboundedFollowing")
    return { boundary: { case: "unbounded", value: true } };
  const kind = isTree(bound) ? kindOf(bound) : "";
  if (kind !== "Preceding" && kind !== "Following")
    throw notEmbedded(`a window's frame that goes to ${JSON.stringify(bound)}`);
  const value = await expressions.of((bound as Tree)[kind] as Tree, scope);
  return { boundary: { case: "value", value: kind === "Following" ? value : call("negative", [value]) } };
}

/** `f(x) OVER …` */
export async function windowFunction(
  expressions: SqlExpressions,
  tree: Tree,
  scope: Scope,
): Promise<Expression> {
  const { this: inner, over } = fieldsOf(tree, ["this", "over"]);
  expressions.reader.took("OVER");
  return expression("window", {
    windowFunction: await expressions.of(inner as Tree, scope),
    ...(await windowParts(expressions, over as Fields, scope)),
  });
}
