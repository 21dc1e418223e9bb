/** Parsing and walking. acorn parses, eslint-scope resolves names; this file holds what both need to be told. */

import type {
  AnyNode,
  ArrowFunctionExpression,
  ClassDeclaration,
  ClassExpression,
  FunctionDeclaration,
  FunctionExpression,
  Options,
  Program,
} from "acorn";
import type { Scope, ScopeManager } from "eslint-scope";
import { parser } from "./parser.js";

export type SyntaxNode = AnyNode;

/** A text as a syntax tree, with the scopes in it. */
export interface Parsed {
  readonly program: Program;
  readonly scopes: ScopeManager;
  /** Only sloppy mode has the syntax that it uses. */
  readonly sloppy: boolean;
}

/** How a text is to be read. A CommonJS module's text is the body of a function. */
export type TextKind = "module" | "commonjs";

const OPTIONS: Options = {
  ecmaVersion: "latest",
  ranges: true,
  allowHashBang: true,
  // A method or an arrow function is parsed without the class around it.
  allowSuperOutsideMethod: true,
  checkPrivateFields: false,
};

/** eslint-scope wants a number. Past 2022 (class fields, static blocks) it makes no difference to scopes. */
const SCOPE_VERSION = 2022;

/** @throws {SyntaxError} for what isn't JavaScript, or isn't of that kind */
export function parseText(text: string, kind: TextKind): Parsed {
  const { acorn, eslintScope } = parser();
  const program = acorn.parse(
    text,
    kind === "module"
      ? { ...OPTIONS, sourceType: "module" }
      : { ...OPTIONS, sourceType: "script", allowReturnOutsideFunction: true },
  );
  const scopes = eslintScope.analyze(program as Parameters<typeof eslintScope.analyze>[0], {
    ecmaVersion: SCOPE_VERSION,
    sourceType: kind,
    // Type-stripped or newer syntax that eslint-scope doesn't know is walked all the same.
    fallback: "iteration",
  });
  return { program, scopes, sloppy: kind === "commonjs" };
}

/** Reads it as a module, and where that fails as sloppy code. */
export function parseEither(text: string): Parsed {
  try {
    return parseText(text, "module");
  } catch {
    return parseText(text, "commonjs");
  }
}

/** The scope that a function or class opens: of a named function expression the one that holds the name. */
export function scopeOf(scopes: ScopeManager, node: SyntaxNode): Scope {
  const scope = scopes.acquire(node as Parameters<ScopeManager["acquire"]>[0]);
  if (scope === null) throw new Error(`no scope was made for a ${node.type}`);
  return scope;
}

export type FunctionSyntax = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression;
export type ClassSyntax = ClassDeclaration | ClassExpression;

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const CLASSES = new Set(["ClassDeclaration", "ClassExpression"]);

export function isFunction(node: SyntaxNode): node is FunctionSyntax {
  return FUNCTIONS.has(node.type);
}

export function isClass(node: SyntaxNode): node is ClassSyntax {
  return CLASSES.has(node.type);
}

/** The nodes right below a node. */
export function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (const value of Object.values(node) as unknown[]) {
    if (isNode(value)) yield value;
    else if (Array.isArray(value)) for (const item of value) if (isNode(item)) yield item;
  }
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && typeof (value as SyntaxNode).type === "string";
}

/** The parent of each node under `root`. */
export function parentsIn(root: SyntaxNode): Map<SyntaxNode, SyntaxNode> {
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const open: SyntaxNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      open.push(child);
    }
  }
  return parents;
}
