/** Arguments that are constant, as the pattern of a date or the number of digits: SQL can be made for just this value. */
import type { NotSupportedError } from "../../../errors.js";
import { Decimal } from "../../types/values.js";
import { isIntegral, isText } from "../expression/cast-rules.js";
import { some } from "../expression/tree.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";

/** Of ints, which is what counts of rows and digits are. */
const OPERATIONS: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
};

/** Whether Spark reckons it before there are rows: nothing of a row is in it. */
export function isFoldable(typed: Typed): boolean {
  return !some(typed, ({ kind }) => kind !== "literal" && kind !== "cast" && kind !== "call");
}

/** The value of a constant; undefined for what isn't one. Of a cast only those that change nothing of the value are looked through. */
export function constantOf(typed: Typed): unknown {
  if (typed.kind === "literal") return typed.value;
  if (typed.kind === "call" && typed.name === "negative") {
    const value = constantOf(typed.args[0]!);
    return typeof value === "number" || typeof value === "bigint" ? -value : undefined;
  }
  if (typed.kind === "call" && Object.hasOwn(OPERATIONS, typed.name) && typed.type.typeName === "integer") {
    const [left, right] = typed.args.map(constantOf);
    if (typeof left !== "number" || typeof right !== "number") return undefined;
    const value = OPERATIONS[typed.name]!(left, right);
    return (value | 0) === value ? value : undefined;
  }
  if (typed.kind !== "cast") return undefined;
  const value = constantOf(typed.child);
  if (value instanceof Decimal && typed.type.typeName === "double") return Number(value.toString());
  const same =
    value === null ||
    (isText(typed.type) && isText(typed.child.type)) ||
    (isIntegral(typed.type) && isIntegral(typed.child.type)) ||
    (typed.type.typeName === "double" && isIntegral(typed.child.type));
  return same ? value : undefined;
}

/** @throws NotSupportedError for what isn't constant */
export function wholeConstant(typed: Typed, what: string): number | null {
  const value = constantOf(typed);
  if (value === null) return null;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw notConstant(what);
}

/** @throws NotSupportedError for what isn't constant */
export function textConstant(typed: Typed, what: string): string | null {
  const value = constantOf(typed);
  if (value === null || typeof value === "string") return value;
  throw notConstant(what);
}

export function notConstant(what: string): NotSupportedError {
  return notEmbedded(`${what} that isn't a constant`, "Write it as a literal");
}
