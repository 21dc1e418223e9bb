/** Windows: a function over the rows around each. */
import {
  Expression_SortOrder_SortDirection as Direction,
  type Expression,
  type Expression_SortOrder,
  type Expression_Window,
  type Expression_Window_WindowFrame,
  type Expression_Window_WindowFrame_FrameBoundary,
  Expression_Window_WindowFrame_FrameType as FrameType,
  Expression_SortOrder_NullOrdering as Nulls,
} from "../../proto/index.js";
import { Decimal } from "../../types/decimal.js";
import { DecimalType } from "../../types/index.js";
import { castOf } from "../expression/cast-rules.js";
import { literalOf } from "../expression/literal.js";
import { typeQuoted } from "../expression/type-names.js";
import type { FrameBound, SortKey, Typed, WindowExpr } from "../expression/typed.js";
import { isOrdered } from "../functions/comparison.js";
import { constantOf, notConstant } from "../functions/constants.js";
import { analysisError } from "./analysis-errors.js";
import type { ExpressionResolver } from "./expression-resolver.js";
import { attributeIds } from "./nodes.js";

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
  refuseUnordered(partition, order);
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
    const { offset, name } = bound;
    if (!NUMBERS.has(key.typeName) || !NUMBERS.has(offset.type.typeName) || key.equals(offset.type))
      return bound;
    // With a cast around it, what is before is no longer seen to be.
    const before = name.endsWith(" PRECEDING")
      ? `(- ${name.slice(0, -" PRECEDING".length)}) FOLLOWING`
      : name;
    return { kind: "offset", offset: numberAs(offset, key), name: before };
  });
  const [low, high] = [from, to].map((bound) =>
    bound?.kind === "offset" ? numberOf(bound.offset) : undefined,
  );
  if (low !== undefined && high !== undefined && low > high) {
    throw analysisError(
      "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_WRONG_COMPARISON",
      "A frame's lower bound is above its upper one.",
      { comparison: "less than or equal" },
      "42K09",
    );
  }
  return { unit, lower: from!, upper: to! };
}

const NUMBERS: ReadonlySet<string> = new Set([
  ...["byte", "short", "integer", "long"],
  ...["float", "double", "decimal"],
]);

function numberOf(offset: Typed): number | undefined {
  if (offset.kind !== "literal" || !NUMBERS.has(offset.type.typeName)) return undefined;
  return Number(String(offset.value));
}

/** A number written out stays one: whoever writes SQL looks at its sign. */
function numberAs(offset: Typed, type: Typed["type"]): Typed {
  const number = numberOf(offset);
  if (offset.kind !== "literal" || number === undefined) return castOf(offset, type);
  const { pretty } = offset;
  if (type instanceof DecimalType) return { ...literalOf(Decimal.of(String(offset.value)), type), pretty };
  const whole = type.typeName === "double" || type.typeName === "float" ? number : Math.trunc(number);
  return { ...literalOf(type.typeName === "long" ? BigInt(whole) : whole, type), pretty };
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
      const { value } = bound.boundary;
      const negated = negatedIn(value);
      const inner = folded(resolver.resolve(negated ?? value));
      const offset = negated === undefined ? inner : negative(inner, () => resolver.resolve(value));
      const isCount = offset.type.typeName === "integer";
      if (unit === "rows" && offset.kind !== "literal" && isCount && attributeIds(offset).size === 0) {
        throw notConstant("a frame's bound");
      }
      if (unit === "rows" && (offset.kind !== "literal" || !isCount)) {
        throw analysisError(
          "DATATYPE_MISMATCH.SPECIFIED_WINDOW_FRAME_UNACCEPTED_TYPE",
          `"${offset.pretty}" is no number of rows.`,
          { location: "lower", exprType: `"${offset.pretty}"`, expectedType: '"INT"' },
          "42K09",
        );
      }
      return {
        kind: "offset",
        offset,
        name: `${inner.pretty} ${negated === undefined ? "FOLLOWING" : "PRECEDING"}`,
      };
    }
    default:
      throw analysisError("INVALID_PLAN_INPUT", "A frame of a window has no bound.", {}, "XX000");
  }
}

/** `1 + 1` is as good as 2, and keeps its name. */
function folded(typed: Typed): Typed {
  if (typed.kind === "literal" || typed.type.typeName !== "integer") return typed;
  const value = constantOf(typed);
  return typeof value === "number" ? { ...literalOf(value, typed.type), pretty: typed.pretty } : typed;
}

/** What is before the row stands in a message as what is after it, negated. */
function negatedIn({ exprType }: Expression): Expression | undefined {
  if (exprType.case !== "unresolvedFunction" || exprType.value.functionName !== "negative") return undefined;
  return exprType.value.arguments.length === 1 ? exprType.value.arguments[0] : undefined;
}

function negative(inner: Typed, call: () => Typed): Typed {
  const number = numberOf(inner);
  if (inner.kind !== "literal" || number === undefined) return call();
  const { value, type } = inner;
  if (typeof value === "number" || typeof value === "bigint") return literalOf(-value, type);
  const text = String(value);
  return literalOf(Decimal.of(text.startsWith("-") ? text.slice(1) : `-${text}`), type);
}

/** @throws AnalysisException for maps, by which rows can't be told apart */
function refuseUnordered(partition: readonly Typed[], order: readonly SortKey[]): void {
  const key = partition.find(({ type }) => !isOrdered(type));
  if (key !== undefined) {
    throw analysisError(
      "EXPRESSION_TYPE_IS_NOT_ORDERABLE",
      `"${key.pretty}" is of the type ${typeQuoted(key.type)}, whose values have no order.`,
      { expr: `"${key.pretty}"`, exprType: typeQuoted(key.type) },
      "42822",
    );
  }
  const by = order.find(({ child }) => !isOrdered(child.type));
  if (by === undefined) return;
  const [sqlExpr, dataType] = [`"${keyName(by)}"`, typeQuoted(by.child.type)];
  throw analysisError(
    "DATATYPE_MISMATCH.INVALID_ORDERING_TYPE",
    `${sqlExpr}: values of ${dataType} have no order.`,
    { functionName: "`sortorder`", dataType, sqlExpr },
    "42K09",
  );
}

function clauses(
  call: Pick<WindowExpr["function"], "kind" | "name" | "args">,
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

function keyName({ child, ascending, nullsFirst }: SortKey): string {
  return `${child.pretty} ${ascending ? "ASC" : "DESC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
}

/** Of rows, where nothing is said, are those that count rows. */
const OF_VALUES: ReadonlySet<string> = new Set(["cume_dist", "nth_value"]);

function frameName(
  { kind, name, args }: Pick<WindowExpr["function"], "kind" | "name" | "args">,
  ordered: boolean,
  frame: WindowExpr["frame"],
): string {
  if (frame === undefined) {
    if (kind === "ranking" && (name === "lag" || name === "lead")) {
      const count = args.length > 1 ? constantOf(args[1]!) : 1;
      if (typeof count !== "number") throw notConstant(`the offset of ${name}`);
      // Spark reckons what is behind, and writes what is before as it stands there.
      const shown = name === "lag" ? -count || 0 : (args[1]?.pretty ?? count);
      const bound = `${shown} FOLLOWING`;
      return `ROWS BETWEEN ${bound} AND ${bound}`;
    }
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
  return bound.name;
}
