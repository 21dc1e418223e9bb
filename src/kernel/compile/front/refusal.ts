/** Refusals: each with the line and the construct. */
import type { Node } from "acorn";
import { CompileError } from "../../../errors.js";
import type { Place, SourceText } from "../ir.js";
import { lineInFile } from "../source-line.js";

/** A place in the text. */
export function placeOf({ loc }: Node): Place {
  return { line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 };
}

/** @throws CompileError always */
export function refuseAt(source: SourceText, place: Place, construct: string, wayOut: string): never {
  throw new CompileError(
    construct,
    { function: source.name, url: source.url, line: lineInFile(source, place), column: place.column },
    wayOut,
  );
}
