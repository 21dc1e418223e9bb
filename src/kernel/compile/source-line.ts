/** Lines that people are told. */
import type { Place, SourceText } from "./ir.js";

/** The line of the author's file in which a place of the function's text stands; of the text itself where no file is known. */
export function lineInFile(source: SourceText, { line, column }: Place): number {
  return source.sourceLine?.(line, column - 1) ?? line + source.lineOffset;
}
