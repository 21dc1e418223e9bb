/**
 * What Spark answered about coercions (../answers/coercions.jsonl, by `npm run golden coercions`): of each operation its answers, each once, and
 * which of them each pair of types has, a text for each first type with a number for each second one.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { columnOf, OPERATIONS, secondTypes, TYPES } from "./asks.js";

/** A type, whether there may be nulls, and the column's name; or an error's condition. */
export type Coercion =
  | { readonly type: string; readonly nullable: boolean; readonly name: string }
  | { readonly error: string };

export interface Asked {
  readonly operation: string;
  readonly a: string;
  readonly b: string;
}

/** A line. */
interface Recorded {
  readonly operation: string;
  /** With `#` and `@` in the names for the columns. */
  readonly answers: readonly Coercion[];
  readonly pairs: readonly string[];
}

const PLACE = new URL("../answers/coercions.jsonl", import.meta.url);

/** All that is asked, in the order of the answers. */
export const ASKED: readonly Asked[] = OPERATIONS.flatMap((operation) =>
  TYPES.flatMap((a) => secondTypes(operation).map((b) => ({ operation, a, b }))),
);

export function recordedCoercions(): readonly Coercion[] {
  if (!existsSync(PLACE)) return [];
  const lines = readFileSync(PLACE, "utf8").trim().split("\n");
  const found = lines.flatMap((line) => {
    const { answers, pairs } = JSON.parse(line) as Recorded;
    return pairs.flatMap((numbers) => numbers.split(" ").map((number) => answers[Number(number)]!));
  });
  return found.map((answer, i) => {
    const { a, b } = ASKED[i] ?? { a: "", b: "" };
    return renamed(answer, (name) => name.replaceAll("#", columnOf(a)).replaceAll("@", columnOf(b)));
  });
}

/** @param answers in the order of {@link ASKED} */
export function recordCoercions(answers: readonly Coercion[]): void {
  let next = 0;
  const lines = OPERATIONS.map((operation) => {
    const found = new Map<string, number>();
    const pairs = TYPES.map((a) => {
      const numbers = secondTypes(operation).map((b) => {
        const text = JSON.stringify(renamed(answers[next++]!, (name) => withoutColumns(name, a, b)));
        if (!found.has(text)) found.set(text, found.size);
        return found.get(text);
      });
      return numbers.join(" ");
    });
    const each = [...found.keys()].map((text) => JSON.parse(text) as Coercion);
    return JSON.stringify({ operation, answers: each, pairs } satisfies Recorded);
  });
  writeFileSync(PLACE, `${lines.join("\n")}\n`);
}

function renamed(answer: Coercion, of: (name: string) => string): Coercion {
  return "error" in answer ? answer : { ...answer, name: of(answer.name) };
}

/** Where both are one column, they stand in their order. */
function withoutColumns(name: string, a: string, b: string): string {
  let hasFirst = false;
  return name.replace(/\bc\d+\b/g, (column) => {
    const isFirst = column === columnOf(a) && !(a === b && hasFirst);
    hasFirst ||= isFirst;
    return isFirst ? "#" : column === columnOf(b) ? "@" : column;
  });
}
