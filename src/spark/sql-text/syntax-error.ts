import { NotSupportedError } from "../../errors.js";
import { ParseException } from "../errors/index.js";

/**
 * What Spark says of SQL that it can't read, with the line and a caret.
 *
 * @param at where in the text
 * @param near the token there; "" for the end of the text
 */
export function syntaxError(
  text: string,
  at: number,
  near: string,
  condition = "PARSE_SYNTAX_ERROR",
): ParseException {
  const error = near === "" ? "end of input" : `'${near}'`;
  const what =
    condition === "PARSE_SYNTAX_ERROR"
      ? `Syntax error at or near ${error}.`
      : "Found an unclosed bracketed comment. Please, append */ at the end of the comment.";
  return parseException(text, at, condition, what, { error, hint: "" });
}

/** What Spark says of a text in which there is nothing. */
export function emptyStatement(text: string): ParseException {
  return parseException(
    text,
    0,
    "PARSE_EMPTY_STATEMENT",
    "Syntax error, unexpected empty statement.",
    {},
    "42617",
  );
}

/** A text that is read and says what can't be. */
export function parseException(
  text: string,
  at: number,
  condition: string,
  what: string,
  messageParameters: Readonly<Record<string, string>> = {},
  sqlState = "42601",
): ParseException {
  const before = text.slice(0, at).split("\n");
  const column = before.at(-1)!.length;
  const lines = text.split("\n");
  const shown = [
    ...lines.slice(0, before.length),
    `${"-".repeat(column)}^^^`,
    ...lines.slice(before.length),
  ].join("\n");
  const message = `[${condition}] ${what} SQLSTATE: ${sqlState} (line ${before.length}, pos ${column})\n\n== SQL ==\n${shown}\n`;
  return new ParseException(message, { condition, messageParameters, sqlState });
}

/** For what Spark can and this can't: never a guess. */
export function notEmbedded(what: string): NotSupportedError {
  return new NotSupportedError(
    what,
    "the embedded engine",
    'Connect to Spark for it: SparkSession.builder.remote("sc://…").',
  );
}
