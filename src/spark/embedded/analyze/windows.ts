/** Windows: a function over the rows around each. */
import {
  Expression_SortOrder_SortDirection as Direction,
  type Expression_SortOrder,
  type Expression_Window,
  type Expression_Window_WindowFrame,
  type Expression_Window_WindowFrame_FrameBoundary,
  Expression_Window_WindowFrame_FrameType as FrameType,
  Expression_SortOrder_NullOrdering as Nulls,
} from "../../proto/index.js";
import { castOf } from "../expression/cast-rules.js";
import type { FrameBound, SortKey, Typed, WindowExpr } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import type { ExpressionResolver } from "./expression-resolver.js";

/** @throws AnalysisException UNSUPPORTED_EXPR_FOR_WINDOW, WINDOW_FUNCTION_AND_FRAME_MISMATCH, … */
export function typedWindow(resolver: ExpressionResolver, window: Expression_Window): WindowExpr {
  const call = resolver.resolve(window.windowFunction!);
  if (call.kind !== "aggregate" && call.kind !== "ranking") {
    throw analysisError(
      "UNSUPPORTED_EXPR_FOR_WINDOW",
      `"${call.pretty}" is no function of windows.`,
      { sqlExpr: `"${call.pretty}"` },
      "42P20",
    );
  }
  if (call.kind === "aggregate" && call.distinct) {
    throw analysisError(
      "DISTINCT_WINDOW_FUNCTION_UNSUPPORTED",
      `"${call.pretty}" is of distinct values, which a window doesn't have.`,
      { windowExpr: `"${call.pretty}"` },
      "0A000",
    );
  }
  const partition = window.partitionSpec.map((each) => resolver.resolve(each));
  const order = window.orderSpec.map((each) => sortKey(each, (child) => resolver.resolve(child)));
  if (call.kind === "ranking" && order.length === 0) {
    throw analysisError(
      "WINDOW_FUNCTION_WITHOUT_ORDER_BY",
      `"${call.pretty}" needs an order of the window's rows.`,
      { funcName: call.name },
    );
  }
  const frame = window.frameSpec === undefined ? undefined : frameOf(resolver, window.frameSpec, order);
  return {
    kind: "window",
    function: call,
    partition,
    order,
    frame,
    type: call.type,
    nullable: call.nullable,
    pretty: `${call.pretty} OVER (${clauses(call, partition, order, frame)})`,
  };
}

/** Nulls are first where a key goes up, and last where it goes down, if nothing is said. */
export function sortKey(
  { child, direction, nullOrdering }: Expression_SortOrder,
  resolve: (child: NonNullable<Expression_SortOrder["child"]>) => Typed,
): SortKey {
  const ascending = direction !== Direction.DESCENDING;
  const nullsFirst =
    nullOrdering === Nulls.SORT_NULLS_UNSPECIFIED ? ascending : nullOrdering === Nulls.SORT_NULLS_FIRST;
  return { child: resolve(child!), ascending, nullsFirst };
}

function frameOf(
  resolver: ExpressionResolver,
  { frameType, lower, upper }: Expression_Window_WindowFrame,
  order: readonly SortKey[],
): WindowExpr["frame"] {
  const unit = frameType === FrameType.ROW ? "rows" : "range";
  const bounds = [lower, upper].map((bound) => boundOf(resolver, bound, unit));
  if (unit === "range" && order.length !== 1 && bounds.some(({ kind }) => kind === "offset")) {
    throw analysisError(
      order.length === 0
        ? "DATATYPE_MISMATCH.RANGE_FRAME_WITHOUT_ORDER"
        : "DATATYPE_MISMATCH.RANGE_FRAME_MULTI_ORDER",
      "A frame of a range of values needs an order by one expression.",
      {},
      "42K09",
    );
  }
  const key = order[0]?.child.type;
  const [from, to] = bounds.map((bound): FrameBound => {
    if (unit !== "range" || bound.kind !== "offset" || key === undefined) return bound;
    const numbers = NUMBERS.has(key.typeName) && NUMBERS.has(bound.offset.type.typeName);
    return numbers ? { kind: "offset", offset: numberAs(bound.offset, key) } : bound;
  });
  return { unit, lower: from!, upper: to! };
}

const NUMBERS: ReadonlySet<string> = new Set([
  ...["byte", "short", "integer", "long"],
  ...["float", "double", "decimal"],
]);

/** A number written out stays one: whoever writes SQL looks at its sign. */
function numberAs(offset: Typed, type: Typed["type"]): Typed {
  if (offset.kind !== "literal" || type.typeName === "decimal") return castOf(offset, type);
  return { ...offset, type, value: type.typeName === "long" ? BigInt(offset.value as number) : offset.value };
}

function boundOf(
  resolver: ExpressionResolver,
  bound: Expression_Window_WindowFrame_FrameBoundary | undefined,
  unit: "rows" | "range",
): FrameBound {
  switch (bound?.boundary.case) {
    case "currentRow":
      return { kind: "current" };
    case "unbounded":
      return { kind: "unbounded" };
    case "value": {
      const offset = resolver.resolve(bound.boundary.value);
      if (unit === "rows" && (offset.kind !== "literal" || offset.value === null)) {
        throw analysisError(
          "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
          `"${offset.pretty}" is no number of rows.`,
          { location: "lower", exprType: `"${offset.pretty}"`, expectedType: '"INT"' },
          "42K09",
        );
      }
      return { kind: "offset", offset };
    }
    default:
      throw analysisError("INVALID_PLAN_INPUT", "A frame of a window has no bound.", {}, "XX000");
  }
}

function clauses(
  call: Pick<WindowExpr["function"], "kind" | "name">,
  partition: readonly Typed[],
  order: readonly SortKey[],
  frame: WindowExpr["frame"],
): string {
  const parts: string[] = [];
  if (partition.length > 0) parts.push(`PARTITION BY ${partition.map(({ pretty }) => pretty).join(", ")}`);
  if (order.length > 0) parts.push(`ORDER BY ${order.map(keyName).join(", ")}`);
  parts.push(frameName(call, order.length > 0, frame));
  return parts.filter((part) => part !== "").join(" ");
}

export function keyName({ child, ascending, nullsFirst }: SortKey): string {
  return `${child.pretty} ${ascending ? "ASC" : "DESC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

/** Of rows, where nothing is said, are those that count rows. */
const OF_VALUES: ReadonlySet<string> = new Set(["cume_dist", "nth_value"]);

function frameName(
  { kind, name }: Pick<WindowExpr["function"], "kind" | "name">,
  ordered: boolean,
  frame: WindowExpr["frame"],
): string {
  if (frame === undefined) {
    if (kind === "ranking" && !OF_VALUES.has(name)) return "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";
    return ordered
      ? "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
      : "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
  }
  return `${frame.unit.toUpperCase()} BETWEEN ${boundName(frame.lower, true)} AND ${boundName(frame.upper, false)}`;
}

function boundName(bound: FrameBound, lower: boolean): string {
  if (bound.kind === "current") return "CURRENT ROW";
  if (bound.kind === "unbounded") return lower ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
  const { pretty } = bound.offset;
  return pretty.startsWith("-") ? `${pretty.slice(1)} PRECEDING` : `${pretty} FOLLOWING`;
}
