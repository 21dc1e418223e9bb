/** Lines of the file that its author wrote, where a loader has made the text that the engine runs of another. */
import type { AnyFunction } from "./closure.js";
import { readFunction, readScript } from "./inspector.js";

/** Loaders (tsx, Vite, Vitest) put the map into the text, as the last of such comments: https://tc39.es/ecma426/#sec-linking-generated-code */
const INLINE_MAP = /\/\/[#@] sourceMappingURL=data:application\/json[^,]*;base64,([A-Za-z0-9+/=]+)/g;

/** The line, from 1, of the author's file for a place in a function's text: its line, from 1, and column, from 0. */
export type SourceLine = (line: number, column: number) => number;

/** @returns null where the engine runs the file as it is, or no map tells */
export function sourceLineOf(fn: AnyFunction): SourceLine | null {
  const reading = readFunction(fn);
  const script = reading === null ? null : readScript(reading.scriptId);
  if (reading === null || script === null) return null;
  const encoded = [...script.text.matchAll(INLINE_MAP)].at(-1)?.[1];
  if (encoded === undefined) return null;
  const { SourceMap } = process.getBuiltinModule("node:module");
  let map: InstanceType<typeof SourceMap>;
  try {
    map = new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
  } catch {
    // A map that can't be read tells nothing.
    return null;
  }
  return (line, column) => {
    const at = reading.line + line - 1;
    const entry = map.findEntry(at, column + (line === 1 ? reading.column : 0));
    return "originalLine" in entry ? entry.originalLine + 1 : at + 1;
  };
}
