/** Typed expressions as DuckDB's SQL. What comes out can stand anywhere without parentheses. */
import { NotSupportedError } from "../../../errors.js";
import type { SqlContext } from "../functions/function-spec.js";
import { notEmbedded } from "../not-embedded.js";
import { castSql } from "./cast-sql.js";
import { literalSql } from "./literal-sql.js";
import { groupedSql, sortedSql } from "./sort-order.js";
import { sqlType } from "./sql-types.js";
import { localSql } from "./time-zone-sql.js";
import type {
  AggregateExpr,
  AggregateSql,
  CallExpr,
  FrameBound,
  RankingExpr,
  SortKey,
  Typed,
  WindowExpr,
} from "./typed.js";

/** What a column is called in SQL. */
export function attributeSql(id: number): string {
  return `c${id}`;
}

/**
 * The SQL of an expression. Attributes are `c<id>`, so the relation that it stands over must call its columns so.
 *
 * @throws NotSupportedError for what isn't of one row (generators, subqueries, the user's functions): whoever makes SQL of relations cuts these
 *   out first
 */
export function sqlOf(expr: Typed, context: SqlContext): string {
  switch (expr.kind) {
    case "attribute":
      return attributeSql(expr.attribute.id);
    case "literal":
      return literalSql(expr.value, expr.type);
    case "call":
      if (expr.name === "and" || expr.name === "or") return logicSql(expr.name, expr, context);
      return typedNull(expr, expr.sql(argsOf(expr.args, context)));
    case "cast":
      return castSql(sqlOf(expr.child, context), expr.child.type, expr.type, expr.mode, context);
    case "aggregate":
      return expr.sql(argsOf(expr.args, context), modifiersOf(expr, context));
    case "window":
      return windowSql(expr, context);
    case "variable":
      return `v${expr.id}`;
    case "lambda":
      return `lambda ${expr.variables.map(({ id }) => `v${id}`).join(", ")}: ${sqlOf(expr.body, context)}`;
    default:
      throw new NotSupportedError(
        `${expr.pretty} (${expr.kind}) here`,
        "the embedded engine",
        "Put it in a select of its own.",
      );
  }
}

function argsOf(args: readonly Typed[], context: SqlContext): string[] {
  return args.map((arg) => sqlOf(arg, context));
}

function modifiersOf(expr: AggregateExpr | RankingExpr, context: SqlContext, window?: string): AggregateSql {
  const over = window === undefined ? "" : ` OVER (${window})`;
  const ofAggregate = expr.kind === "aggregate" ? expr : undefined;
  const given = ofAggregate?.filter === undefined ? [] : [sqlOf(ofAggregate.filter, context)];
  const keys = ofAggregate?.order?.map((key) => sortKeySql(key, context)) ?? [];
  const orderBy = keys.length === 0 ? "" : ` ORDER BY ${keys.join(", ")}`;
  return {
    distinct: ofAggregate?.distinct === true ? "DISTINCT " : "",
    behind: expr.kind === "ranking" && expr.ignoresNulls ? " IGNORE NULLS" : orderBy,
    windowed: window !== undefined,
    framed: (call, frame) => `${call} OVER (${window ?? ""} ${frame})`,
    over(call, only) {
      const conditions = only === undefined ? given : [...given, only];
      const filter = conditions.length === 0 ? "" : ` FILTER (WHERE ${conditions.join(" AND ")})`;
      return `${call}${filter}${over}`;
    },
  };
}

/** DuckDB's functions of a null that is written down give one that has no type, of lists and maps too. */
function typedNull({ args, type }: CallExpr, sql: string): string {
  if (!args.some(isNull) || !["array", "map", "struct"].includes(type.typeName)) return sql;
  return `CAST(${sql} AS ${sqlType(type)})`;
}

function isNull(expr: Typed): boolean {
  return expr.kind === "cast" ? isNull(expr.child) : expr.kind === "literal" && expr.value === null;
}

/** The parts of a chain of `and`s or `or`s. A relation's filter is best written as `WHERE part AND part`. */
export function partsOf(name: "and" | "or", expr: Typed): readonly Typed[] {
  if (expr.kind !== "call" || expr.name !== name) return [expr];
  return expr.args.flatMap((arg) => partsOf(name, arg));
}

/**
 * DuckDB computes both sides of an AND for every row. Spark stops at a false, which keeps `b <> 0 AND a / b > 1` from failing: the parts that can
 * fail are asked for in a CASE.
 */
function logicSql(name: "and" | "or", expr: Typed, context: SqlContext): string {
  const parts = partsOf(name, expr);
  const texts = argsOf(parts, context);
  const word = name === "and" ? " AND " : " OR ";
  const all = `(${texts.join(word)})`;
  if (!parts.slice(1).some(canFail)) return all;
  const lastToFail = parts.findLastIndex(canFail);
  const [wrong, answer] = name === "and" ? ["NOT ", "false"] : ["", "true"];
  const whens = texts.slice(0, lastToFail).map((text) => `WHEN ${wrong}${text} THEN ${answer}`);
  return `(CASE ${whens.join(" ")} ELSE ${all} END)`;
}

const NEVER_FAIL: ReadonlySet<string> = new Set([
  "and", "or", "not", "!", "=", "==", "!=", "<>", "<", "<=", ">", ">=", "<=>", "in", "isnull", "isnotnull", "isnan", "contains", "startswith", "endswith",
]); // biome-ignore format: a list

/** Whether computing it may stop the query. */
export function canFail(expr: Typed): boolean {
  if (expr.kind === "attribute" || expr.kind === "literal" || expr.kind === "variable") return false;
  if (expr.kind === "call" && NEVER_FAIL.has(expr.name)) return expr.args.some(canFail);
  return true;
}

function windowSql(expr: WindowExpr, context: SqlContext): string {
  const { partition, order, frame, function: call } = expr;
  const clauses: string[] = [];
  const keys = partition.map((key) => groupedSql(sqlOf(key, context), key.type));
  if (partition.length > 0) clauses.push(`PARTITION BY ${keys.join(", ")}`);
  if (order.length > 0) clauses.push(`ORDER BY ${order.map((key) => sortKeySql(key, context)).join(", ")}`);
  if (frame !== undefined && !(call.kind === "ranking" && call.ignoresFrame)) {
    const [lower, upper] = [frame.lower, frame.upper].map((bound, i) =>
      boundSql(bound, i === 0, expr, context),
    );
    clauses.push(`${frame.unit.toUpperCase()} BETWEEN ${lower} AND ${upper}`);
  }
  return call.sql(argsOf(call.args, context), modifiersOf(call, context, clauses.join(" ")));
}

/** A key of ORDER BY. Minus zero and zero are equal, NaN is the greatest, as in Spark; null is the least in arrays and structs. */
export function sortKeySql(key: SortKey, context: SqlContext): string {
  const direction = key.ascending ? "ASC" : "DESC";
  return `${sortedSql(sqlOf(key.child, context), key.child.type)} ${direction} NULLS ${key.nullsFirst ? "FIRST" : "LAST"}`;
}

function boundSql(bound: FrameBound, isLower: boolean, window: WindowExpr, context: SqlContext): string {
  if (bound.kind === "unbounded") return isLower ? "UNBOUNDED PRECEDING" : "UNBOUNDED FOLLOWING";
  if (bound.kind === "current") return "CURRENT ROW";
  const { offset, before: isBefore } = signed(bound.offset);
  if (offset.type.typeName.endsWith("interval")) {
    refuseDays(offset, window, context);
    return offsetSql(offset, isBefore, window, context);
  }
  if (offset.kind === "literal" && offset.type.typeName === "decimal") {
    const text = String(offset.value);
    const before = text.startsWith("-");
    return offsetSql(before ? { ...offset, value: text.slice(1) } : offset, before, window, context);
  }
  if (offset.kind !== "literal" || (typeof offset.value !== "number" && typeof offset.value !== "bigint")) {
    return offsetSql(offset, false, window, context);
  }
  const before = offset.value < 0;
  const size = before ? { ...offset, value: -offset.value } : offset;
  return offsetSql(size, before, window, context);
}

/** Where clocks are put forward and back, a day has not always 24 hours: Spark counts days by the clock, DuckDB by the hour. */
function refuseDays(offset: Typed, { order }: WindowExpr, context: SqlContext): void {
  if (order[0]?.child.type.typeName !== "timestamp" || localSql("t", context.timeZone) === "t") return;
  const { microseconds } = (offset.kind === "literal" ? offset.value : {}) as { microseconds?: bigint };
  if (microseconds !== undefined && microseconds > -DAY && microseconds < DAY) return;
  throw notEmbedded(
    `a frame of days or more over timestamps in the time zone ${context.timeZone}`,
    "Set spark.sql.session.timeZone to UTC",
  );
}

const DAY = 86_400_000_000n;

/** An interval without its sign, and whether it had one. */
function signed(offset: Typed): { readonly offset: Typed; readonly before: boolean } {
  if (!offset.type.typeName.endsWith("interval")) return { offset, before: false };
  if (offset.kind === "call" && offset.name === "negative of an interval") {
    const inner = signed(offset.args[0]!);
    return { offset: inner.offset, before: !inner.before };
  }
  if (offset.kind !== "literal") return { offset, before: false };
  const { months, microseconds } = offset.value as { months?: number; microseconds?: bigint };
  if (microseconds !== undefined && microseconds < 0n) {
    return { offset: { ...offset, value: { microseconds: -microseconds } }, before: true };
  }
  return months !== undefined && months < 0
    ? { offset: { ...offset, value: { months: -months } }, before: true }
    : { offset, before: false };
}

/** An offset that isn't a number written out is Spark's interval; it says itself whether it is before. */
function offsetSql(offset: Typed, before: boolean, window: WindowExpr, context: SqlContext): string {
  const key = window.order[0]?.child.type.typeName;
  const text = sqlOf(offset, context);
  const direction = before ? "PRECEDING" : "FOLLOWING";
  if (window.frame?.unit === "rows") return `${text} ${direction}`;
  switch (offset.type.typeName) {
    case "daytimeinterval":
      return `to_microseconds(${text}) ${direction}`;
    case "yearmonthinterval":
      return `to_months(${text}) ${direction}`;
    default:
      return key === "date" ? `to_days(${text}) ${direction}` : `${text} ${direction}`;
  }
}
