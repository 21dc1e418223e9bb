/** What a task says of itself beside its elements: a row of its own. Spark gives us the rows of the one attempt that counts, so a retried task counts once. */
import { randomUUID } from "node:crypto";
import { Cursor, decodeValue } from "../../../mapreduce/for-rdds.js";
import type { RowWriter } from "./row-writer.js";
import { ADDED, NOWHERE } from "./rows.js";

export interface TaskNote {
  /** Of the attempt. */
  readonly id: string;
  /** Rows that Spark keeps come again, and this one with them. */
  readonly isKept: boolean;
  readonly said: unknown;
}

export function writeNote(rows: RowWriter, isKept: boolean, said: unknown): void {
  const note: TaskNote = { id: randomUUID(), isKept, said };
  rows.order.byte(ADDED);
  rows.value.value(note);
  rows.end(NOWHERE);
}

export function readNote(u8: Uint8Array, at: number): TaskNote {
  return decodeValue(u8, new Cursor(at)) as TaskNote;
}
