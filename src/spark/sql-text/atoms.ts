/** What stands in the parsed text instead of names, literals and operators: see outline.ts. */
import type { Expression } from "../proto/index.js";

export type Atom =
  | NameAtom
  | { readonly kind: "literal"; readonly expression: Expression }
  | FunctionAtom
  | OperatorAtom
  | ChainAtom
  /** Of `/*+ … *\/`, as the first of the things that are selected. */
  | { readonly kind: "hint"; readonly text: string };

/** Operands and operators that follow each other, as atoms' indices: a long condition isn't a deep tree then. */
export interface ChainAtom {
  readonly kind: "chain";
  readonly items: readonly number[];
}

export interface NameAtom {
  readonly kind: "name";
  readonly parts: readonly string[];
}

export interface FunctionAtom {
  readonly kind: "function";
  readonly parts: readonly string[];
  /** Of a cast: SQL's words for the type. */
  readonly cast?: { readonly type: string; readonly mode: "ansi" | "try" };
}

export interface OperatorAtom {
  readonly kind: "operator";
  /** In SQL's words: `+`, `NOT IN`, `IS DISTINCT FROM`. */
  readonly operator: string;
  /** Of `::` the type, of COLLATE the collation, of AS the name. */
  readonly operand?: string;
  /** Where it is in the query. */
  readonly start: number;
  readonly text: string;
}

const SHAPE = /^zq(\d+)$/i;

/** The name under which the parser sees an atom. Its inverse is {@link atomIndex}. */
export function atomName(index: number): string {
  return `zq${index}`;
}

export function atomIndex(name: string): number | undefined {
  const match = SHAPE.exec(name);
  return match === null ? undefined : Number(match[1]);
}
