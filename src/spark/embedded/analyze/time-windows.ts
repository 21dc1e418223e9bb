/**
 * Windows of time: `window(ts, '10 minutes')` and `session_window(ts, '5 minutes')` in a select or a groupBy. They are a column below it; rows
 * whose windows overlap are there several times, and those without a time not at all.
 */
import { NotSupportedError } from "../../../errors.js";
import { type DataType, StructField, StructType, TimestampType } from "../../types/index.js";
import { castOf, isText } from "../expression/cast-rules.js";
import { fieldSql } from "../expression/sql-types.js";
import { keyOf } from "../expression/tree.js";
import type { AggregateExpr, Attribute, CallExpr, GeneratorExpr, Typed } from "../expression/typed.js";
import { wrongCount, wrongInput } from "../functions/analysis-errors.js";
import { constantOf } from "../functions/constants.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { durationOf } from "./duration-text.js";
import { filterNode, pass, projectNode } from "./nodes.js";
import type { PlanNode } from "./plan-node.js";
import { type Found, resolveName, type SameName } from "./resolve-name.js";
import { attributeExpr } from "./scope.js";
import { type AnalysisSession, newAttribute } from "./session.js";
import { microsecondsOf, refuseOutOfRange } from "./time-window-arguments.js";

interface TimeWindow {
  readonly key: string;
  readonly attribute: Attribute;
  readonly time: Typed;
  /** Of a session the gap alone, in microseconds; undefined for one that isn't any. */
  readonly width: bigint | undefined;
  readonly slide: bigint;
  readonly start: bigint;
  readonly isSession: boolean;
}

export const TIME_WINDOWS: ReadonlySet<string> = new Set(["window", "session_window"]);

/** What a select's or a groupBy's expressions ask for: one window of time at the most. */
export class TimeWindows {
  readonly #session: AnalysisSession;
  #asked: TimeWindow | undefined;

  constructor(session: AnalysisSession) {
    this.#session = session;
  }

  get isSession(): boolean {
    return this.#asked?.isSession ?? false;
  }

  get column(): Attribute | undefined {
    return this.#asked?.attribute;
  }

  /** What it is computed of. */
  get values(): readonly Typed[] {
    return this.#asked === undefined ? [] : [this.#asked.time];
  }

  /** The column of a call. @throws AnalysisException for arguments that are wrong, and for a second window that isn't the first */
  of(name: string, args: readonly Typed[]): Typed {
    const made = name === "window" ? this.#window(args) : this.#sessionWindow(args);
    if (this.#asked !== undefined && this.#asked.key !== made.key) {
      throw analysisError(
        "_LEGACY_ERROR_TEMP_1039",
        "Two windows of time would make every row as many rows as both have windows; make one in a select below.",
        {},
        "XXKD0",
      );
    }
    this.#asked ??= made;
    return attributeExpr(this.#asked.attribute);
  }

  /** `window.start` beside a groupBy of a window. */
  named(parts: readonly string[], same: SameName): Found | undefined {
    return this.#asked === undefined ? undefined : resolveName(parts, [this.#asked.attribute], same);
  }

  #window(args: readonly Typed[]): TimeWindow {
    const [given, ...rest] = args;
    if (given === undefined || rest.length < 1 || rest.length > 3)
      throw wrongCount("window", "[2, 3, 4]", args);
    const [width, slide = width, start = 0n] = rest.map(microsecondsOf) as [bigint, bigint?, bigint?];
    const pretty = `window(${given.pretty}, ${width}, ${slide}, ${start})`;
    const time = timeOf(given, pretty);
    refuseOutOfRange(pretty, width, slide!, start);
    return {
      key: `window ${keyOf(time)} ${width} ${slide} ${start}`,
      attribute: this.#column("window", time, slide! < width, "spark.timeWindow"),
      time,
      width,
      slide: slide!,
      start,
      isSession: false,
    };
  }

  #sessionWindow(args: readonly Typed[]): TimeWindow {
    const [given, gap] = args;
    if (given === undefined || gap === undefined || args.length > 2)
      throw wrongCount("session_window", "2", args);
    const time = timeOf(given, `session_window(${given.pretty}, ${gap.pretty})`);
    const text = constantOf(gap);
    const duration = typeof text === "string" ? durationOf(text) : undefined;
    if (typeof text !== "string" || (duration !== undefined && duration.months !== 0)) {
      throw notEmbedded("F.session_window of a gap that is computed, or has months,");
    }
    const width = duration?.microseconds;
    return {
      key: `session ${keyOf(time)} ${width}`,
      attribute: this.#column("session_window", time, false, "spark.sessionWindow"),
      time,
      width,
      slide: 0n,
      start: 0n,
      isSession: true,
    };
  }

  #column(name: string, { type: dataType }: Typed, nullable: boolean, mark: string): Attribute {
    const type = new StructType([new StructField("start", dataType), new StructField("end", dataType)]);
    return newAttribute(this.#session, { type, nullable }, name, { [mark]: true });
  }

  /** The input with the column; of sessions each row has its own, that nothing has been put together with. */
  over(input: PlanNode): PlanNode {
    const asked = this.#asked;
    if (asked === undefined) return input;
    const { attribute, time, width, slide } = asked;
    if (asked.isSession) {
      const value = call("session", [time], attribute.type, ([t]) =>
        structSql(t!, `${t} + ${interval(width ?? 0n)}`),
      );
      return this.#with(filterNode(input, isTime(asked)), attribute, value);
    }
    if (slide < width!) return this.#overlapping(input, asked);
    const value = call("window", [time], attribute.type, ([t]) => windowSql(lastStartSql(t!, asked), asked));
    return this.#with(filterNode(input, isTime(asked)), attribute, value);
  }

  #with(input: PlanNode, attribute: Attribute, value: Typed): PlanNode {
    return projectNode(input, [...input.output.map(pass), { attribute, value }]);
  }

  /** Every row once for each window that it is in, the latest first. */
  #overlapping(input: PlanNode, asked: TimeWindow): PlanNode {
    const { attribute, time, width, slide } = asked;
    const count = Number((width! + slide - 1n) / slide);
    const generator: GeneratorExpr = {
      kind: "generator",
      name: `window ${asked.key}`,
      args: [time],
      outer: false,
      columns: [{ name: attribute.name, type: attribute.type, nullable: attribute.nullable }],
      sql: ([t]) => {
        const start = `(${lastStartSql(t!, asked)} - i * ${slide})`;
        const starts = `list_filter(list_transform(range(${count}), lambda i: ${start}), lambda s: s + ${width} > epoch_us(${t}))`;
        return `CASE WHEN ${t} IS NOT NULL THEN list_transform(${starts}, lambda s: {${fieldSql(0)}: ${windowSql("s", asked)}}) END`;
      },
      type: attribute.type,
      nullable: true,
      pretty: attribute.name,
    };
    return {
      kind: "generate",
      input,
      generator,
      outer: false,
      made: [attribute],
      output: [...input.output, attribute],
    };
  }

  /** The input with the sessions of the rows that are alike in other keys: each begins where none of those before it reaches. */
  sessions(input: PlanNode, keys: readonly Typed[]): PlanNode {
    const asked = this.#asked!;
    const { attribute, time, width } = asked;
    const others = keys.filter((key) => key.kind !== "attribute" || key.attribute.id !== attribute.id);
    const rows = filterNode(input, isTime(asked));
    const gap = interval(width ?? 0n);
    const before = over("max", [time], time.type, others, time, ([t], how) =>
      how.framed(`max(${t})`, "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"),
    );
    const begins = this.#made(
      "begins",
      call(
        "begins",
        [before, time],
        time.type,
        ([b, t]) => `CASE WHEN ${b} IS NULL OR ${t} > ${b} + ${gap} THEN ${t} END`,
      ),
    );
    // Rows of one time are of one session, whichever of them begins it.
    const first = this.#made(
      "first",
      over("last begin", [attributeExpr(begins.attribute)], time.type, others, time, ([b], how) =>
        how.framed(`max(${b})`, "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"),
      ),
    );
    const start = attributeExpr(first.attribute);
    const last = over("max", [time], time.type, [...others, start], undefined, ([t], how) =>
      how.over(`max(${t})`),
    );
    const value = call("session", [start, last], attribute.type, ([s, t]) => structSql(s!, `${t} + ${gap}`));
    const steps = [begins, first, { attribute, value }];
    return steps.reduce<PlanNode>(
      (node, { attribute: column, value: of }) => this.#with(node, column, of),
      rows,
    );
  }

  #made(name: string, value: Typed): { readonly attribute: Attribute; readonly value: Typed } {
    return { attribute: newAttribute(this.#session, value, name), value };
  }
}

function call(name: string, args: readonly Typed[], type: DataType, sql: CallExpr["sql"]): CallExpr {
  return { kind: "call", name, args, sql, deterministic: true, type, nullable: true, pretty: name };
}

function over(
  name: string,
  args: readonly Typed[],
  type: DataType,
  partition: readonly Typed[],
  order: Typed | undefined,
  sql: AggregateExpr["sql"],
): Typed {
  const base = { type, nullable: true, pretty: name };
  const aggregate: AggregateExpr = {
    kind: "aggregate",
    name,
    args,
    distinct: false,
    filter: undefined,
    sql,
    ...base,
  };
  const keys = order === undefined ? [] : [{ child: order, ascending: true, nullsFirst: true }];
  return { kind: "window", function: aggregate, partition, order: keys, frame: undefined, ...base };
}

function isTime({ time, isSession, width }: TimeWindow): Typed {
  const none = isSession && (width === undefined || width <= 0n);
  return { ...call("is a time", [time], time.type, ([t]) => (none ? "false" : `(${t} IS NOT NULL)`)) };
}

const interval = (microseconds: bigint) => `to_microseconds(${microseconds})`;

const structSql = (start: string, end: string) => `{${fieldSql(0)}: ${start}, ${fieldSql(1)}: ${end}}`;

/** When the latest window that a time is in begins, in microseconds. */
function lastStartSql(time: string, { slide, start }: TimeWindow): string {
  const at = `epoch_us(${time})`;
  return `(${at} - ((${at} - (${start})) % ${slide} + ${slide}) % ${slide})`;
}

const windowSql = (start: string, { width }: TimeWindow) =>
  structSql(`make_timestamp(${start})`, `make_timestamp(${start} + ${width})`);

/** The moments of a column; of a window its last. */
function timeOf(given: Typed, pretty: string): Typed {
  const { typeName } = given.type;
  if (typeName === "timestamp" || typeName === "timestamp_ntz") return given;
  if (typeName === "date" || typeName === "void" || isText(given.type))
    return castOf(given, new TimestampType());
  if (given.type instanceof StructType) {
    throw new NotSupportedError(
      "a window of windows",
      "the embedded engine",
      "Make it of F.window_time of the window.",
    );
  }
  const allowed =
    '("TIMESTAMP" or "TIMESTAMP WITHOUT TIME ZONE" or "STRUCT<start: TIMESTAMP, end: TIMESTAMP>" or "STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>")';
  throw wrongInput(pretty, 0, allowed, given);
}
