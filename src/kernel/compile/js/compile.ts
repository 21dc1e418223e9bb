/**
 * Programs as functions of JavaScript. The text is written from the typed tree, never from text that came from elsewhere: names are those of
 * the program's own variables with everything but letters, digits, _ and $ replaced, and constants are numbers.
 */
import { NotSupportedError } from "../../../errors.js";
import type { ProgramIR } from "../ir.js";
import { lineInFile } from "../source-line.js";
import type { HeldArray, Scalar } from "./memory.js";
import { OPERATIONS } from "./operations.js";
import { type ProgramText, programText } from "./program-text.js";
import { lineMap } from "./source-map.js";

/** The entry: its first argument is the thread. A generator function where threads wait for each other. */
export type EntryFunction = (thread: object, ...args: readonly (Scalar | HeldArray)[]) => unknown;

export interface CompiledText extends ProgramText {
  readonly run: EntryFunction;
}

const known = new WeakMap<ProgramIR, CompiledText>();
let scripts = 0;

/** @throws NotSupportedError where the page's policy forbids to compile text */
export function compiledText(program: ProgramIR): CompiledText {
  let compiled = known.get(program);
  if (compiled === undefined) {
    const text = programText(program);
    compiled = { ...text, run: compile(program, text) };
    known.set(program, compiled);
  }
  return compiled;
}

function compile(program: ProgramIR, { lines, entry, arrays }: ProgramText): EntryFunction {
  const { source } = program;
  const name = `${source.name || "kernel"}.manycore-${++scripts}.js`;
  // V8 puts two lines before the body of a function that is made from text.
  const map = lineMap(
    [
      0,
      0,
      0,
      ...lines.map((line) => (source.url === null ? line.place.line : lineInFile(source, line.place))),
    ],
    source.url ?? `${source.name || "kernel"}.ts`,
    source.url === null ? source.text : null,
  );
  const body = [
    '"use strict";',
    ...lines.map(({ text }) => text),
    `return ${entry};`,
    `//# sourceURL=${encodeURIComponent(name)}`,
    `//# sourceMappingURL=data:application/json;base64,${base64(map)}`,
  ].join("\n");
  let made: (operations: typeof OPERATIONS, arrays: ProgramText["arrays"]) => EntryFunction;
  try {
    made = new Function("$", "A", body) as typeof made;
  } catch (cause) {
    if (!(cause instanceof EvalError)) throw cause;
    throw new NotSupportedError(
      `${source.name} as JavaScript`,
      "js",
      "This page's Content-Security-Policy forbids to compile text ('unsafe-eval'): run it on another target.",
    );
  }
  return made(OPERATIONS, arrays);
}

function base64(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
