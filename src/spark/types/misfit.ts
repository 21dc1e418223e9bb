/** A value that isn't of the type that it is said to have. */
import type { DataType } from "./data-type.js";

/** What is wrong with a value, and on its way up where it is. */
export class Misfit extends Error {
  readonly path: string[] = [];
  readonly overflow: boolean;

  constructor(message: string, overflow = false) {
    super(message);
    this.overflow = overflow;
  }
}

export function misfit(value: unknown, type: DataType, wanted: string): Misfit {
  return new Misfit(`${shown(value)} is no ${type.simpleString()}: it takes ${wanted}`);
}

const MOST_SHOWN = 60;

export function shown(value: unknown): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "bigint"
        ? `${value}n`
        : Array.isArray(value)
          ? `an array of ${value.length}`
          : value !== null && typeof value === "object"
            ? `a ${Object.getPrototypeOf(value)?.constructor?.name ?? "object"}`
            : String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
