/** Options of readers of files, by their names in small letters. */
import { IllegalArgumentException } from "../../errors/index.js";
import { notEmbedded } from "../not-embedded.js";

/** What becomes of a record that isn't of the schema: nulls for what can't be read, nothing, or an error. */
export type ParseMode = "PERMISSIVE" | "DROPMALFORMED" | "FAILFAST";

/** Spark takes a mode that it doesn't know for PERMISSIVE, and warns. */
export function modeOf(options: ReadonlyMap<string, string>): ParseMode {
  const mode = options.get("mode")?.toUpperCase();
  return mode === "DROPMALFORMED" || mode === "FAILFAST" ? mode : "PERMISSIVE";
}

/** @throws IllegalArgumentException for what is neither true nor false */
export function flagOf(
  format: string,
  options: ReadonlyMap<string, string>,
  key: string,
  none: boolean,
): boolean {
  const value = options.get(key)?.toLowerCase();
  if (value === undefined) return none;
  if (value === "true" || value === "false") return value === "true";
  throw new IllegalArgumentException(`the option ${key} of ${format} is ${value}; it is true or false`);
}

/** @throws NotSupportedError for an option that this engine doesn't know: it would change the answer */
export function refuseOptions(
  format: string,
  options: ReadonlyMap<string, string>,
  known: readonly string[],
): void {
  for (const key of options.keys()) {
    if (known.includes(key)) continue;
    throw notEmbedded(`the option ${key} of ${format}`);
  }
}
