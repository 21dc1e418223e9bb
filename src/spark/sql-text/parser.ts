/** The parser: an optional package, loaded when the first query is parsed. */
import { NotSupportedError } from "../../errors.js";
import type { Outline } from "./outline.js";
import { notEmbedded, syntaxError } from "./syntax-error.js";
import type { Tree } from "./tree.js";

type Polyglot = typeof import("@polyglot-sql/sdk");

let loading: Promise<Polyglot> | undefined;

async function polyglot(): Promise<Polyglot> {
  loading ??= import("@polyglot-sql/sdk").catch((cause: unknown) => {
    loading = undefined;
    const error = new NotSupportedError(
      "SQL's text",
      "the embedded engine without @polyglot-sql/sdk",
      "Install it: npm install @polyglot-sql/sdk",
    );
    error.cause = cause;
    throw error;
  });
  return loading;
}

/** @returns the statements' trees @throws ParseException; NotSupportedError without the parser, and for what is nested too deeply for it */
export async function treesOfText(text: string, outline: Outline): Promise<readonly Tree[]> {
  const { parse, Dialect } = await polyglot();
  const result = parse(outline.text, Dialect.Spark);
  if (result.success) return result.ast as unknown as readonly Tree[];
  if (/E_GUARD|call stack/.test(result.error)) throw notEmbedded("SQL that is nested so deeply");
  const { errorStart, errorEnd } = result;
  if (errorStart === undefined) throw syntaxError(text, 0, text.split(/\s/, 1)[0]!);
  // At the end of the text it names the last word that there was.
  const isLast = errorEnd === undefined || outline.text.slice(errorEnd).trim() === "";
  const at = isLast && /Unexpected token|got/.test(result.error) ? text.length : outline.placeOf(errorStart);
  return Promise.reject(syntaxError(text, at, tokenAt(text, at)));
}

function tokenAt(text: string, at: number): string {
  return /^(?:[\p{L}\d_]+|`[^`]*`|'[^']*'|"[^"]*"|[^\s])/u.exec(text.slice(at))?.[0] ?? "";
}
