/** A step of a random program, and the columns that it names. */
import { type Column, functions as F } from "../../../src/spark/index.js";
import type { Frame, Named } from "./random-program-tables.js";

export interface Step {
  /** For the one who reads of a program that differs. */
  readonly text: string;
  /** What there is behind it. */
  readonly columns: readonly Named[];
  readonly ordered?: boolean;
  readonly run: (df: Frame, right: Frame) => Frame;
}

export interface NamedColumn extends Named {
  readonly column: Column;
}

export function namesOf(columns: readonly Named[]): string {
  return columns.map(({ name }) => name).join(", ");
}

export function textsOf(columns: readonly NamedColumn[]): string {
  return columns.map(({ name, column }) => `${column} as ${name}`).join(", ");
}

export function columnsOf(columns: readonly Named[]): readonly Column[] {
  return columns.map(({ name }) => F.col(name));
}

export function aliased(columns: readonly NamedColumn[]): readonly Column[] {
  return columns.map(({ name, column }) => column.alias(name));
}
