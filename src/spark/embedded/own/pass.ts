/** Which calls of a user's functions can be made in one pass over rows. */
import { analysisError } from "../analyze/analysis-errors.js";
import { attributeIds } from "../analyze/nodes.js";
import { isDeterministic, keyOf, replace, some } from "../expression/tree.js";
import type { Attribute, OwnExpr, Typed } from "../expression/typed.js";

/** What a call is given: a value that DuckDB computes, or the answer of another call of the same pass, by its place. */
export type Argument =
  | { readonly kind: "value"; readonly value: Typed }
  | { readonly kind: "call"; readonly place: number };

export interface Call {
  readonly expr: OwnExpr;
  readonly args: readonly Argument[];
  /** The column of its answers, if they are asked for, and not only given to another call. */
  readonly attribute: Attribute | undefined;
}

/** One pass: each call is behind those whose answers it is given. */
export interface Pass {
  readonly calls: readonly Call[];
  /** The expressions with columns in the place of the calls. */
  readonly values: readonly Typed[];
}

export function hasOwn(typed: Typed): boolean {
  return some(typed, ({ kind }) => kind === "own");
}

/**
 * The calls that can be made now: arguments are values without functions of the user's, or calls that can be made now. What is asked twice is
 * called once, if it is deterministic.
 *
 * @param of the columns that there are; calls of others wait
 * @param column makes the column of a call's answers
 * @returns undefined when there are none
 */
export function nextPass(
  values: readonly Typed[],
  of: ReadonlySet<number>,
  column: (expr: OwnExpr) => Attribute,
): Pass | undefined {
  const calls: { expr: OwnExpr; args: Argument[]; attribute: Attribute | undefined }[] = [];
  const places = new Map<string, number>();
  const place = (expr: OwnExpr): number => {
    const key = isDeterministic(expr) ? keyOf(expr) : `${places.size} ${keyOf(expr)}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const args = expr.args.map(
      (arg): Argument =>
        arg.kind === "own" ? { kind: "call", place: place(arg) } : { kind: "value", value: arg },
    );
    places.set(key, calls.length);
    return calls.push({ expr, args, attribute: undefined }) - 1;
  };
  const made = values.map((value) =>
    replace(value, (each) => {
      if (each.kind === "lambda" && hasOwn(each.body)) throw inLambda(each);
      if (each.kind !== "own" || !isReady(each, of)) return undefined;
      const call = calls[place(each)]!;
      call.attribute ??= column(each);
      return {
        kind: "attribute",
        attribute: call.attribute,
        type: each.type,
        nullable: each.nullable,
        pretty: each.pretty,
      };
    }),
  );
  return calls.length === 0 ? undefined : { calls, values: made };
}

function isReady(own: OwnExpr, of: ReadonlySet<number>): boolean {
  return own.args.every((arg) => {
    if (arg.kind === "own") return isReady(arg, of);
    return !hasOwn(arg) && [...attributeIds(arg)].every((id) => of.has(id));
  });
}

function inLambda(lambda: Typed): Error {
  return analysisError(
    "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF",
    `A function of one's own can't be called within a lambda function, as in "${lambda.pretty}".`,
    { funcName: `"${lambda.pretty}"` },
    "0A000",
  );
}
