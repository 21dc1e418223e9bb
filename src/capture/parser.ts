/**
 * acorn and eslint-scope, loaded when the first function is read: receivers, which only make functions again, do without (it is a third of
 * what a worker's start costs), and pages and bundles, where only the functions of `defineTasks` travel, needn't have them.
 */
import { NotSupportedError } from "../errors.js";

type Acorn = typeof import("acorn");
type EslintScope = typeof import("eslint-scope");

export interface Parser {
  readonly acorn: Acorn;
  readonly eslintScope: EslintScope;
}

let loaded: Parser | null | undefined;

function load(): Parser | null {
  if (typeof process !== "object" || process.getBuiltinModule === undefined) return null;
  try {
    const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);
    return { acorn: require("acorn") as Acorn, eslintScope: require("eslint-scope") as EslintScope };
  } catch {
    return null;
  }
}

/** Has source read with these, in a bundle that has them in it. */
export function provideParser(parser: Parser): void {
  loaded = parser;
}

/** Whether source can be read here: not in browsers, nor in a bundle without node_modules beside it. */
export function hasParser(): boolean {
  loaded ??= load();
  return loaded !== null;
}

/** @throws NotSupportedError where there is none */
export function parser(): Parser {
  if (!hasParser()) {
    throw new NotSupportedError(
      "reading the source of a function",
      typeof process === "object" ? "a bundle without acorn and eslint-scope" : "browser",
      "Name the functions that you send by defineTasks(import.meta, { … }).",
    );
  }
  return loaded!;
}
