/** Going through expressions. */
import { ownFunctionOf } from "../../plan/index.js";
import type { OwnExpr, SortKey, Typed } from "./typed.js";

/** The expressions directly below one. */
export function childrenOf(typed: Typed): readonly Typed[] {
  switch (typed.kind) {
    case "attribute":
    case "literal":
    case "variable":
      return [];
    case "call":
    case "ranking":
    case "generator":
    case "own":
      return typed.args;
    case "aggregate":
      return [
        ...typed.args,
        ...(typed.filter === undefined ? [] : [typed.filter]),
        ...(typed.order ?? []).map(({ child }) => child),
      ];
    case "cast":
      return [typed.child];
    case "lambda":
      return [typed.body];
    case "subquery":
      return typed.values;
    case "window":
      return [
        typed.function,
        ...typed.partition,
        ...typed.order.map(({ child }) => child),
        ...boundsOf(typed),
      ];
  }
}

function boundsOf(typed: Extract<Typed, { kind: "window" }>): Typed[] {
  if (typed.frame === undefined) return [];
  return [typed.frame.lower, typed.frame.upper].flatMap((bound) =>
    bound.kind === "offset" ? [bound.offset] : [],
  );
}

/** The same expression with other children. @param change is given each child */
export function mapChildren(typed: Typed, change: (child: Typed) => Typed): Typed {
  switch (typed.kind) {
    case "attribute":
    case "literal":
    case "variable":
      return typed;
    case "call":
    case "ranking":
    case "generator":
    case "own":
      return { ...typed, args: typed.args.map(change) };
    case "aggregate":
      return {
        ...typed,
        args: typed.args.map(change),
        filter: typed.filter === undefined ? undefined : change(typed.filter),
        ...(typed.order && { order: typed.order.map((key) => ({ ...key, child: change(key.child) })) }),
      };
    case "cast":
      return { ...typed, child: change(typed.child) };
    case "lambda":
      return { ...typed, body: change(typed.body) };
    case "subquery":
      return { ...typed, values: typed.values.map(change) };
    case "window": {
      const made = change(typed.function);
      if (made.kind !== "aggregate" && made.kind !== "ranking") {
        throw new TypeError(`a window's function became a ${made.kind}`);
      }
      return {
        ...typed,
        function: made,
        partition: typed.partition.map(change),
        order: typed.order.map((key): SortKey => ({ ...key, child: change(key.child) })),
      };
    }
  }
}

/** Changes an expression from the top: where `change` gives something, that stands and is not gone into. */
export function replace(typed: Typed, change: (typed: Typed) => Typed | undefined): Typed {
  return change(typed) ?? mapChildren(typed, (child) => replace(child, change));
}

/** Whether there is one that is so, the expression itself among them. */
export function some(typed: Typed, is: (typed: Typed) => boolean): boolean {
  return is(typed) || childrenOf(typed).some((child) => some(child, is));
}

/** Every expression of it, from the top. */
export function* walk(typed: Typed): Generator<Typed> {
  yield typed;
  for (const child of childrenOf(typed)) yield* walk(child);
}

/** Whether there is an aggregate that isn't a window's function. */
export function hasAggregate(typed: Typed): boolean {
  if (typed.kind === "aggregate") return true;
  if (typed.kind === "window") {
    return (
      typed.function.args.some(hasAggregate) ||
      typed.partition.some(hasAggregate) ||
      typed.order.some(({ child }) => hasAggregate(child))
    );
  }
  return childrenOf(typed).some(hasAggregate);
}

export function isDeterministic(typed: Typed): boolean {
  return !some(typed, (each) => (each.kind === "call" || each.kind === "own") && !each.deterministic);
}

/**
 * What is the same has the same text: two expressions that give the same value of the same row. Expressions that aren't deterministic have
 * texts too, so ask {@link isDeterministic} first where that matters.
 */
export function keyOf(typed: Typed): string {
  const children = childrenOf(typed).map(keyOf).join(",");
  const type = typed.type.simpleString();
  switch (typed.kind) {
    case "attribute":
      return `#${typed.attribute.id}`;
    case "literal":
      return `${literalKey(typed.value)}:${type}`;
    case "variable":
      return `$${typed.id}`;
    case "cast":
      return `${typed.mode}cast(${children}:${type})`;
    case "aggregate":
      return `${typed.name}[${typed.distinct ? "distinct " : ""}${typed.filter === undefined ? "" : "filtered "}${orderKey(typed.order)}](${children}):${type}`;
    case "window": {
      const order = orderKey(typed.order);
      const bound = (end: { kind: string } | undefined) => end?.kind ?? "";
      const frame = `${typed.frame?.unit ?? ""} ${bound(typed.frame?.lower)} ${bound(typed.frame?.upper)}`;
      return `window[${typed.partition.length} ${order} ${frame}](${children})`;
    }
    case "lambda":
      return `lambda[${typed.variables.map(({ id }) => id).join()}](${children})`;
    case "subquery":
      return `subquery(${typed.how} ${children} ${typed.relation.common?.planId ?? typed.pretty})`;
    case "call":
      return `${typed.name}(${children}):${type}`;
    case "own":
      return `own ${typed.name}${numberOf(typed)}(${children}):${type}`;
    default:
      return `${typed.kind} ${typed.name}${"ignoresNulls" in typed && typed.ignoresNulls ? " ignoring nulls" : ""}(${children}):${type}`;
  }
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** Tells functions of the user's apart: two may have one name. */
export function numberOf({ udf }: Pick<OwnExpr, "udf">): number {
  const of = ownFunctionOf(udf)?.body ?? udf;
  const known = numbers.get(of) ?? ++lastNumber;
  numbers.set(of, known);
  return known;
}

function orderKey(order: readonly SortKey[] = []): string {
  return order.map(({ ascending, nullsFirst }) => `${ascending}${nullsFirst}`).join();
}

function literalKey(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value instanceof Uint8Array) return `x${Buffer.from(value).toString("hex")}`;
  if (value instanceof Map) return `map(${[...value].flat().map(literalKey).join()})`;
  if (Array.isArray(value)) return `[${value.map(literalKey).join()}]`;
  return typeof value === "string" ? JSON.stringify(value) : `${value}`;
}
