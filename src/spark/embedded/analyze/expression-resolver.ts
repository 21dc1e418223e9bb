/** Expressions of a plan's messages to typed ones: names by a scope, calls by the registry of functions, types by Spark's rules. */

import { AnalysisException } from "../../errors/index.js";
import {
  type CommonInlineUserDefinedFunction,
  type Expression,
  type Expression_Cast,
  Expression_Cast_EvalMode,
  type SubqueryExpression,
  type Expression_UnresolvedFunction as UnresolvedFunction,
} from "../../proto/index.js";
import { parseType } from "../../types/ddl.js";
import { type DataType, IntegerType, StringType } from "../../types/index.js";
import { typeFromMessage } from "../../types/type-messages.js";
import { castOf } from "../expression/cast-rules.js";
import { ROW_NUMBER } from "../expression/row-number.js";
import { isDeterministic } from "../expression/tree.js";
import type { LambdaExpr, LiteralExpr, Typed, VariableExpr } from "../expression/typed.js";
import { EMBEDDED } from "../functions/registry.js";
import { resolveCall } from "../functions/resolve-call.js";
import { notEmbedded } from "../not-embedded.js";
import { filtered, ignoringNulls, withinGroup } from "./aggregate-clauses.js";
import { analysisError, unresolvedColumn } from "./analysis-errors.js";
import { extractField, extractValue, withField } from "./extract-value.js";
import { groupingCall } from "./grouping.js";
import { lambdaVariables } from "./lambda-variables.js";
import { literalFrom } from "./literals.js";
import { nameParts } from "./name-parts.js";
import { attributeExpr, lookUp, type Scope } from "./scope.js";
import type { AnalysisSession } from "./session.js";
import { expandStar, isStar, isWholeStar, refuseCountOfTable } from "./stars.js";
import { ofSought } from "./subqueries.js";
import { TIME_WINDOWS, type TimeWindows } from "./time-windows.js";
import { sortKey, typedWindow } from "./windows.js";

/** What subqueries became. */
export type Subqueries = ReadonlyMap<SubqueryExpression, Typed>;

export class ExpressionResolver {
  readonly session: AnalysisSession;
  readonly scope: Scope;
  readonly #subqueries: Subqueries;
  readonly #timeWindows: TimeWindows | undefined;
  #variables: ReadonlyMap<string, VariableExpr> = new Map();

  /** @param timeWindows takes note of windows of time, where they may be asked for */
  constructor(
    session: AnalysisSession,
    scope: Scope,
    subqueries: Subqueries = new Map(),
    timeWindows?: TimeWindows,
  ) {
    this.session = session;
    this.scope = scope;
    this.#subqueries = subqueries;
    this.#timeWindows = timeWindows;
  }

  /** With another scope, for what is looked up elsewhere too. */
  in(scope: Scope): ExpressionResolver {
    const other = new ExpressionResolver(this.session, scope, this.#subqueries, this.#timeWindows);
    other.#variables = this.#variables;
    return other;
  }

  /**
   * An expression that is one value.
   *
   * @throws AnalysisException; NotSupportedError for what this engine doesn't have
   */
  resolve(expression: Expression): Typed {
    const { exprType } = expression;
    switch (exprType.case) {
      case "literal":
        return literalFrom(exprType.value, this.session.timeZone);
      case "unresolvedAttribute": {
        const { unparsedIdentifier, planId } = exprType.value;
        return this.attribute(nameParts(unparsedIdentifier), planId);
      }
      case "unresolvedFunction":
        return this.#function(exprType.value);
      case "callFunction":
        return this.#call(nameParts(exprType.value.functionName).at(-1)!, exprType.value.arguments, false);
      case "alias": {
        const child = this.resolve(exprType.value.expr!);
        return { ...child, pretty: `${child.pretty} AS ${exprType.value.name.join(", ")}` };
      }
      case "cast": {
        const child = this.resolve(exprType.value.expr!);
        const { castToType, evalMode } = exprType.value;
        const mode = evalMode === Expression_Cast_EvalMode.TRY ? "try" : "ansi";
        return castOf(child, targetType(castToType), { mode, written: true });
      }
      case "window":
        return typedWindow(this, exprType.value);
      case "unresolvedExtractValue":
        return extractValue(
          this.resolve(exprType.value.child!),
          this.resolve(exprType.value.extraction!),
          this.scope.same,
          this.session,
        );
      case "updateFields": {
        const { structExpression, fieldName, valueExpression } = exprType.value;
        return withField(
          this.resolve(structExpression!),
          nameParts(fieldName),
          valueExpression === undefined ? undefined : this.resolve(valueExpression),
          this.scope.same,
        );
      }
      case "unresolvedNamedLambdaVariable":
        return this.#variable(exprType.value.nameParts);
      case "subqueryExpression": {
        const made = this.#subqueries.get(exprType.value);
        if (made === undefined) throw misplaced("a subquery");
        return made;
      }
      case "commonInlineUserDefinedFunction":
        return this.#own(exprType.value);
      case "unresolvedStar":
        throw analysisError(
          "INVALID_USAGE_OF_STAR_OR_REGEX",
          "A `*` stands in a select, a count or the arguments of a function that takes any number of them, and not here.",
          { elem: "'*'", prettyName: "expression" },
        );
      case "sortOrder":
        throw misplaced("a sort order");
      case "lambdaFunction":
        throw misplaced("a lambda function");
      case "expressionString":
        throw misplaced("a text that wasn't parsed");
      default:
        throw notEmbedded(`the expression ${exprType.case ?? "without a kind"}`);
    }
  }

  /** Undefined for a function that SQL calls without parentheses, where no column has its name. */
  #found(parts: readonly string[], planId: bigint | undefined): ReturnType<typeof lookUp> | undefined {
    try {
      return lookUp(this.scope, parts, planId);
    } catch (error) {
      const isBare =
        planId === undefined && parts.length === 1 && Object.hasOwn(BARE, parts[0]!.toLowerCase());
      if (
        !isBare ||
        !(error instanceof AnalysisException) ||
        !error.condition?.startsWith("UNRESOLVED_COLUMN.")
      )
        throw error;
      return undefined;
    }
  }

  /** A column by the parts of its name, and the fields within it that the rest names. */
  attribute(parts: readonly string[], planId: bigint | undefined): Typed {
    const variable = planId === undefined ? this.#variables.get(parts[0]!.toLowerCase()) : undefined;
    if (variable !== undefined) return this.#fields(variable, parts.slice(1));
    const found = this.#found(parts, planId);
    if (found === undefined)
      return resolveCall(BARE[parts[0]!.toLowerCase()]!, [], { distinct: false }, this.session);
    const { attribute, fields, isLateral = false } = found;
    // A column is called as it was asked for, where only case is another.
    const name = parts[parts.length - fields.length - 1]!;
    const column = attributeExpr(name === attribute.name ? attribute : { ...attribute, name });
    return this.#fields(isLateral ? { ...column, pretty: `lateralAliasReference(${name})` } : column, fields);
  }

  /** Like {@link resolve}, but stars are what they stand for. */
  resolveArguments(args: readonly Expression[]): Typed[] {
    return args.flatMap((arg) =>
      isStar(arg) ? expandStar(arg, this.scope).map(asField) : [this.resolve(arg)],
    );
  }

  /** A function of the user's. */
  #own(own: CommonInlineUserDefinedFunction): Typed {
    if (own.function.case !== "pythonUdf" || own.function.value.outputType === undefined) {
      throw notEmbedded(`the function ${own.functionName}, which isn't written in JavaScript,`);
    }
    const args = own.arguments.map((arg) => this.resolve(arg));
    return {
      kind: "own",
      udf: own.function.value,
      name: own.functionName,
      args,
      deterministic: own.deterministic,
      type: typeFromMessage(own.function.value.outputType),
      nullable: true,
      pretty: `${own.functionName}(${args.map(({ pretty }) => pretty).join(", ")})`,
    };
  }

  #fields(from: Typed, names: readonly string[]): Typed {
    return names.reduce((typed, name) => extractField(typed, name, this.scope.same, this.session), from);
  }

  #function({ functionName, arguments: args, isDistinct, isUserDefinedFunction }: UnresolvedFunction): Typed {
    const typed = this.#call(functionName, args, isDistinct);
    const sign = isUserDefinedFunction ? SIGNS[functionName] : undefined;
    if (sign === undefined || !typed.pretty.startsWith(`${functionName}(`)) return typed;
    return { ...typed, pretty: `(${sign} ${typed.pretty.slice(functionName.length + 1)}` };
  }

  #call(name: string, args: readonly Expression[], distinct: boolean): Typed {
    const lower = name.toLowerCase();
    if (lower === "count" && args.length === 1 && isStar(args[0]!) && !distinct && isWholeStar(args[0]!)) {
      return resolveCall("count", [ONE], { distinct }, this.session);
    }
    if (lower === "count" && args.length === 1)
      refuseCountOfTable(args[0]!, this.scope.aggregated ?? this.scope);
    if (lower === "outer" && args.length === 1) return this.#outer(args[0]!);
    if (lower === "struct") return this.#struct(args);
    if (lower.startsWith("manycore_")) return this.#clause(lower, args);
    // What `zipWithIndex` asks for.
    if (lower === "distributed_sequence_id" && args.length === 0)
      return { ...ROW_NUMBER, pretty: "distributed_sequence_id()" };
    if (args.some(({ exprType }) => exprType.case === "lambdaFunction")) {
      return this.#higherOrder(lower, args);
    }
    const registered = this.session.registered(lower);
    if (registered !== undefined) return this.#own({ ...registered, arguments: [...args] });
    const { aggregated } = this.scope;
    const resolver = aggregated !== undefined && isAggregate(lower) ? this.in(aggregated) : this;
    const typed = resolver.resolveArguments(args);
    if (this.#timeWindows !== undefined && TIME_WINDOWS.has(lower)) return this.#timeWindows.of(lower, typed);
    const make = (called: string, given: readonly Typed[]) => resolveCall(called, given, {}, this.session);
    const sought = ofSought(lower, typed, make);
    if (sought !== undefined) return sought;
    const grouping = groupingCall(lower, typed);
    return grouping ?? resolveCall(name, typed, { distinct }, this.session);
  }

  /** A column of the query around, whatever this one has. */
  #outer(expression: Expression): Typed {
    if (this.scope.outer === undefined) throw misplaced("a reference to an outer query");
    return this.in(this.scope.outer).resolve(expression);
  }

  /** What sql-text/ makes of a function with a clause behind it. */
  #clause(name: string, args: readonly Expression[]): Typed {
    const { aggregated } = this.scope;
    const resolver = aggregated === undefined ? this : this.in(aggregated);
    const [first, ...rest] = args;
    const call = resolver.resolve(first!);
    if (name === "manycore_filter") return filtered(call, resolver.resolve(rest[0]!));
    if (name === "manycore_ignore_nulls") return ignoringNulls(call);
    const order = rest.map(({ exprType }) => {
      if (exprType.case !== "sortOrder") throw misplaced("what is no order");
      return sortKey(exprType.value, (child) => resolver.resolve(child));
    });
    return withinGroup(call, order, this.session);
  }

  /** The fields of `struct(a, b + 1)` are called as its arguments, or col1, col2 … */
  #struct(args: readonly Expression[]): Typed {
    const fields = args.flatMap((arg) => {
      if (isStar(arg)) return expandStar(arg, this.scope).map((typed) => ({ typed, name: typed.pretty }));
      const typed = this.resolve(arg);
      return [{ typed, name: fieldName(arg) }];
    });
    const pairs = fields.flatMap(({ typed, name }, i): Typed[] => [
      { kind: "literal", value: name ?? `col${i + 1}`, type: STRING, nullable: false, pretty: name ?? "" },
      typed,
    ]);
    const made = resolveCall("named_struct", pairs, { distinct: false }, this.session);
    return { ...made, pretty: `struct(${fields.map(({ typed }) => typed.pretty).join(", ")})` };
  }

  #higherOrder(name: string, args: readonly Expression[]): Typed {
    const given = args.map((arg) => (arg.exprType.case === "lambdaFunction" ? undefined : this.resolve(arg)));
    const typed = args.map((arg, i) => {
      if (arg.exprType.case !== "lambdaFunction") return given[i]!;
      const names = arg.exprType.value.arguments.map(({ nameParts: parts }) => parts.join("."));
      const kinds = lambdaVariables(name, given, i, names.length);
      const variables = names.map(
        (_, at): VariableExpr => ({
          kind: "variable",
          id: this.session.newId(),
          type: kinds[at]!.type,
          nullable: kinds[at]!.nullable,
          pretty: "namedlambdavariable()",
        }),
      );
      const inner = this.in(this.scope);
      inner.#variables = new Map([
        ...this.#variables,
        ...names.map((variable, at): [string, VariableExpr] => [variable.toLowerCase(), variables[at]!]),
      ]);
      const body = inner.resolve(arg.exprType.value.function!);
      if (!isDeterministic(body)) {
        throw notEmbedded(`${body.pretty}, which is another one for each value, in a lambda function`);
      }
      const lambda: LambdaExpr = {
        kind: "lambda",
        variables,
        body,
        type: body.type,
        nullable: body.nullable,
        pretty: `lambdafunction(${[body, ...variables].map(({ pretty }) => pretty).join(", ")})`,
      };
      return lambda;
    });
    return resolveCall(name, typed, { distinct: false }, this.session);
  }

  #variable(parts: readonly string[]): Typed {
    const variable = this.#variables.get(parts[0]!.toLowerCase());
    if (variable === undefined) throw unresolvedColumn(parts, this.scope.visible);
    return this.#fields(variable, parts.slice(1));
  }
}

/** SQL's `-x` and `+x`, as sql-text/ writes them. */
const SIGNS: Readonly<Record<string, string>> = { negative: "-", positive: "+" };
/** Functions that SQL calls without parentheses. */
const BARE: Readonly<Record<string, string>> = {
  current_date: "current_date",
  current_timestamp: "current_timestamp",
  current_user: "current_user",
  session_user: "current_user",
  user: "current_user",
};

/** Spark shows the fields that `struct.*` stands for with their names. */
function asField(typed: Typed): Typed {
  if (typed.kind === "attribute") return typed;
  const { pretty } = typed;
  return { ...typed, pretty: `${pretty} AS ${pretty.slice(pretty.lastIndexOf(".") + 1)}` };
}

const STRING = new StringType();
const ONE: LiteralExpr = { kind: "literal", value: 1, type: new IntegerType(), nullable: false, pretty: "1" };

function targetType(target: Expression_Cast["castToType"]): DataType {
  if (target.case === "type") return typeFromMessage(target.value);
  if (target.case === "typeStr") return parseType(target.value);
  throw misplaced("a cast without a type");
}

/** What a select or a struct calls an expression that has a name of its own. */
function fieldName(expression: Expression): string | undefined {
  const { exprType } = expression;
  if (exprType.case === "alias") return exprType.value.name[0];
  if (exprType.case === "unresolvedAttribute") return nameParts(exprType.value.unparsedIdentifier).at(-1);
  if (exprType.case === "unresolvedExtractValue") {
    const literal = exprType.value.extraction?.exprType;
    if (literal?.case === "literal" && literal.value.literalType.case === "string") {
      return literal.value.literalType.value;
    }
  }
  return undefined;
}

function isAggregate(name: string): boolean {
  return Object.hasOwn(EMBEDDED, name) && EMBEDDED[name]!.kind === "aggregate";
}

function misplaced(what: string): Error {
  return analysisError("INVALID_EXPRESSION", `${what} can't stand here.`, { what });
}
