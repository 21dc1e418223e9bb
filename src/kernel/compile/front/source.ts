/** From a function to its text and acorn's tree of it. */
import { type ArrowFunctionExpression, type Expression, type FunctionExpression, parse } from "acorn";
import { type AnyFunction, hasInspector, locationOf, sourceLineOf } from "../../../capture/index.js";
import { CompileError } from "../../../errors.js";
import type { SourceText } from "../ir.js";
import { lineInFile } from "../source-line.js";
import type { Compilable } from "./request.js";

export type FunctionNode = FunctionExpression | ArrowFunctionExpression;

export interface ParsedFunction {
  readonly source: SourceText;
  readonly node: FunctionNode;
}

/** Texts as `fn.toString()` gives them: expressions, and methods, which are made members of an object. One line in front, none added. */
const WRAPPINGS = [
  ["(", "\n)"],
  ["({", "\n})"],
] as const;

function functionIn(expression: Expression): FunctionNode | null {
  if (expression.type === "FunctionExpression" || expression.type === "ArrowFunctionExpression")
    return expression;
  if (expression.type !== "ObjectExpression") return null;
  const [member] = expression.properties;
  return member?.type === "Property" && member.value.type === "FunctionExpression" ? member.value : null;
}

/**
 * @param name what errors call it
 * @throws CompileError for what isn't a function in JavaScript, a generator or an async function
 */
export function parseFunction(fn: Compilable, name: string): ParsedFunction {
  const text = typeof fn === "function" ? Function.prototype.toString.call(fn) : fn.text;
  const where = typeof fn === "function" && hasInspector() ? locationOf(fn) : null;
  const source: SourceText = {
    text,
    url: where?.url ?? null,
    lineOffset: (where?.line ?? 1) - 1,
    sourceLine: where === null ? null : sourceLineOf(fn as AnyFunction),
    name,
  };
  const refuse = (construct: string, wayOut: string): never => {
    throw new CompileError(
      construct,
      {
        function: name,
        url: source.url,
        line: lineInFile(source, { line: 1, column: 1 }),
        column: where?.column ?? 1,
      },
      wayOut,
    );
  };
  if (/\{\s*\[native code\]\s*\}\s*$/.test(text))
    return refuse(
      "a native or bound function, whose text can't be read",
      "Write the function out, or wrap the call in one.",
    );
  for (const [before, after] of WRAPPINGS) {
    let node: FunctionNode | null = null;
    try {
      const [statement] = parse(`${before}${text}${after}`, { ecmaVersion: "latest", locations: true }).body;
      if (statement?.type === "ExpressionStatement") node = functionIn(statement.expression);
    } catch {
      continue;
    }
    if (node === null) continue;
    if (node.generator) return refuse("a generator function", "Write a plain function.");
    if (node.async) return refuse("an async function", "Write a plain function: compiled code can't wait.");
    return { source, node };
  }
  return refuse("no function that can be read", "Give an arrow function, a function or a method.");
}
