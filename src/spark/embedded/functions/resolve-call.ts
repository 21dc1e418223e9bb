/** From a function's name and its arguments to a typed expression, as Spark's analyzer does it. */
import type { AnalysisException } from "../../errors/index.js";
import { castOf } from "../expression/cast-rules.js";
import { literalOf } from "../expression/literal.js";
import { typeQuoted } from "../expression/type-names.js";
import type { AggregateExpr, CallExpr, GeneratorExpr, RankingExpr, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError, wrongCount, wrongInput } from "./analysis-errors.js";
import type {
  Build,
  FunctionSpec,
  GeneratorSpec,
  Parameter,
  RewriteSpec,
  SqlContext,
} from "./function-spec.js";
import { isSparkFunction } from "./names.js";
import { EMBEDDED } from "./registry.js";
import { timeOperation } from "./time-arithmetic.js";

export interface CallOptions {
  /** `count(DISTINCT x)`. */
  readonly distinct?: boolean;
}

/**
 * @param name in any case
 * @throws AnalysisException `UNRESOLVED_ROUTINE` for a name that Spark doesn't know, `WRONG_NUM_ARGS.WITHOUT_SUGGESTION`, `DATATYPE_MISMATCH.*`;
 *   NotSupportedError for a function of Spark's that the embedded engine hasn't
 */
export function resolveCall(
  name: string,
  args: readonly Typed[],
  { distinct = false }: CallOptions,
  context: SqlContext,
): Typed {
  const lower = name.toLowerCase();
  const ofTime = timeOperation(lower, args);
  if (ofTime !== undefined) {
    const { name: other, spec: line, args: operands, pretty } = ofTime;
    const made =
      line === undefined
        ? resolveCall(other, operands, {}, context)
        : resolveSpec(other, line, operands, {}, context);
    return pretty === undefined ? made : { ...made, pretty };
  }
  const spec = Object.hasOwn(EMBEDDED, lower) ? EMBEDDED[lower] : undefined;
  if (spec === undefined) throw isSparkFunction(lower) ? notEmbedded(`F.${lower}`) : unresolved(name);
  return resolveSpec(lower, spec, args, { distinct }, context);
}

/** @param spec the line of the function, which need not be in the registry */
export function resolveSpec(
  lower: string,
  spec: FunctionSpec,
  args: readonly Typed[],
  { distinct = false }: CallOptions,
  context: SqlContext,
): Typed {
  if (distinct && (spec.kind !== "aggregate" || spec.distinct === false)) {
    throw analysisError(
      "INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX",
      `The function ${lower} doesn't take DISTINCT.`,
      { prettyName: `\`${lower}\``, syntax: "DISTINCT" },
      "42000",
    );
  }
  const parameters = spec.takes.of(args, lower);
  if (parameters === undefined) {
    throw wrongCount(lower, spec.takes.counts, args);
  }
  return build(lower, spec, args, castAll(lower, spec, args, parameters), distinct, context);
}

function castAll(
  name: string,
  spec: FunctionSpec,
  args: readonly Typed[],
  parameters: readonly Parameter[],
): Typed[] {
  return args.map((arg, i) => {
    const parameter = parameters[i]!;
    const type = parameter.accept(arg.type, arg);
    if (type !== undefined) return arg.kind === "lambda" ? arg : castOf(arg, type);
    const pretty = prettyOf(name, spec, args);
    if (parameter.differs) {
      throw analysisError(
        "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
        `"${pretty}": the arguments have no type in common: ${args.map((each) => typeQuoted(each.type)).join(", ")}.`,
        {
          sqlExpr: `"${pretty}"`,
          functionName: `\`${name}\``,
          dataType: `(${args.map((each) => typeQuoted(each.type)).join(" or ")})`,
        },
        "42K09",
      );
    }
    throw wrongInput(pretty, i, parameter.allowed, arg);
  });
}

function prettyOf(name: string, spec: FunctionSpec, args: readonly Typed[], distinct = false): string {
  const texts = args.map(({ pretty }) => pretty);
  if (spec.kind !== "generator" && spec.pretty !== undefined) {
    return spec.pretty(distinct ? [`DISTINCT ${texts[0]}`, ...texts.slice(1)] : texts, args);
  }
  return `${name}(${distinct ? "DISTINCT " : ""}${texts.join(", ")})`;
}

function build(
  name: string,
  spec: FunctionSpec,
  given: readonly Typed[],
  args: readonly Typed[],
  distinct: boolean,
  context: SqlContext,
): Typed {
  if (spec.kind === "generator") return generator(name, spec, args, prettyOf(name, spec, given));
  if (spec.kind === "rewrite") return rewritten(name, spec, given, args, context);
  const nullable = spec.nullable?.(args) ?? args.some((arg) => arg.nullable);
  const pretty = prettyOf(name, spec, given, distinct);
  const base = { name, args, type: spec.gives(args), nullable, pretty };
  if (spec.kind === "scalar") {
    const deterministic = spec.deterministic ?? true;
    const call: CallExpr = {
      kind: "call",
      ...base,
      deterministic,
      sql: (sql) => spec.sql(sql, args, context),
    };
    return call;
  }
  if (spec.kind === "aggregate") {
    const aggregate: AggregateExpr = {
      kind: "aggregate",
      ...base,
      distinct,
      filter: undefined,
      sql: (sql, how) => spec.sql(sql, how, args),
    };
    return aggregate;
  }
  const ranking: RankingExpr = {
    kind: "ranking",
    ...base,
    ignoresFrame: spec.ignoresFrame ?? false,
    sql: (sql, how) => spec.sql(sql, how, args),
  };
  return ranking;
}

function generator(name: string, spec: GeneratorSpec, args: readonly Typed[], pretty: string): GeneratorExpr {
  const columns = spec.columns(args);
  return {
    kind: "generator",
    name,
    args,
    outer: spec.outer,
    columns,
    type: columns[0]!.type,
    nullable: spec.outer || columns[0]!.nullable,
    pretty,
    sql: (sql) => spec.sql(sql, args),
  };
}

function rewritten(
  name: string,
  spec: RewriteSpec,
  given: readonly Typed[],
  args: readonly Typed[],
  context: SqlContext,
): Typed {
  const build: Build = {
    call: (other, others) => resolveCall(other, others, {}, context),
    cast: (child, type) => castOf(child, type),
    literal: (value, type) => literalOf(value, type),
    spec: (other, line, others) => resolveSpec(other, line, others, {}, context),
  };
  const made = spec.rewrite(args, build);
  if (spec.isNamedAsMade) return made;
  const pretty = prettyOf(name, spec, given);
  // What gives its argument as it is has a name of its own all the same.
  if (made.kind === "attribute" || made.kind === "literal") {
    const { type, nullable } = made;
    return { kind: "cast", child: made, type, mode: "ansi", nullable, pretty };
  }
  return { ...made, pretty };
}

function unresolved(name: string): AnalysisException {
  return analysisError(
    "UNRESOLVED_ROUTINE",
    `There is no function \`${name}\`.`,
    {
      routineName: `\`${name}\``,
      searchPath: "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]",
    },
    "42883",
  );
}
