/**
 * What the whole script says about a function in it: which of its variables are imports, which can be reassigned,
 * whether it is exported. Parsed once a script, and only asked about names that the function really uses.
 */

import type { AnyNode, CallExpression, Expression, Pattern, Program, VariableDeclarator } from "acorn";
import type { Scope, Variable } from "eslint-scope";
import type { Script } from "./inspector.js";
import { isClass, isFunction, type Parsed, parseText, type SyntaxNode, scopeOf } from "./syntax.js";

/**
 * Scripts longer than this aren't parsed (characters): at about 5 MB/s a bundle of 4 MB costs most of a second.
 * Their functions are captured all the same, with every variable by value and read again at each call.
 */
const LONGEST_PARSED = 4_000_000;

/** A binding as its declaration describes it. */
export interface Binding {
  /** It has one value from its declaration on. */
  readonly constant: boolean;
  /** The declaration gives it a value that isn't `undefined`, so before that it can't be mistaken for initialised. */
  readonly defined: boolean;
  /** `var`, or a parameter: may be read before it has its value. */
  readonly early: boolean;
  readonly imported: ImportText | null;
  /** `module` for a variable of the script's top level, else the offset of its declaration. */
  readonly declared: string;
}

/** An import as it is written. */
export interface ImportText {
  readonly specifier: string;
  /** `default`, `*` or a name. `interop` leaves open which until the value is there. */
  readonly name: string;
  readonly by: "import" | "require";
  /** The helper that a compiler put around `require`, as `__toESM`, and whether it treats the importer as Node's ESM. */
  readonly interop: { readonly nodeMode: boolean } | null;
}

/** Where a function stands in its script. */
export interface Place {
  readonly node: SyntaxNode;
  /** The scope around it. */
  readonly outer: Scope;
  readonly strict: boolean;
  /** `this` around it is that of a module: undefined. */
  readonly moduleThis: boolean;
}

export class ScriptFacts {
  readonly script: Script;
  readonly #parsed: Parsed | null;
  readonly #lines: readonly number[];
  #exports: Map<string, string> | undefined;

  constructor(script: Script) {
    this.script = script;
    this.#lines = lineStarts(script.text);
    this.#parsed = script.text.length > LONGEST_PARSED ? null : parsed(script);
  }

  /** @param line from 0, as the inspector gives it; @returns null when the script can't be parsed or holds no such text */
  find(line: number, column: number, text: string): Place | null {
    if (this.#parsed === null) return null;
    const row = line - this.script.line;
    const offset = (this.#lines[row] ?? 0) + column - (row === 0 ? this.script.column : 0);
    let best: Scope | null = null;
    for (const scope of this.#parsed.scopes.scopes) {
      const node = scope.block as unknown as SyntaxNode;
      if (!isFunction(node) && !isClass(node)) continue;
      if (node.start > offset || node.end < offset) continue;
      if (this.script.text.slice(node.end - text.length, node.end) !== text) continue;
      // From the outside in: the innermost that reads like the function.
      best = scope;
    }
    if (best === null) return null;
    const node = best.block as unknown as SyntaxNode;
    // Of a class's field that holds the function the outermost scope is the field's, with the instance as `this`.
    const whole = scopeOf(this.#parsed.scopes, node);
    const outer = whole.upper;
    if (outer === null) return null;
    const moduleThis = whole.type !== "class-field-initializer" && hasModuleThis(outer);
    return { node, outer, strict: outer.isStrict, moduleThis };
  }

  /** @returns null for a name that the script doesn't declare there: a global, or the module wrapper's */
  binding(place: Place, name: string): Binding | null {
    let evaluated = false;
    for (let scope: Scope | null = place.outer; scope !== null; scope = scope.upper) {
      // With `eval` or `with` around, eslint-scope leaves open what a name means.
      evaluated ||= scope.dynamic && scope.type !== "global";
      const variable = scope.set.get(name);
      if (variable === undefined || variable.defs.length === 0) continue;
      return this.#describe(variable, evaluated);
    }
    return null;
  }

  /** The name by which the script exports the function, if it is a module and does. */
  exportName(place: Place): string | null {
    if (!this.script.module || this.#parsed === null) return null;
    if (place.outer.type !== "module") return null;
    const declared = this.#parsed.program.body.find(
      (statement) => statement.start <= place.node.start && statement.end >= place.node.end,
    );
    if (declared?.type === "ExportDefaultDeclaration") {
      if (unnamed(declared.declaration) === place.node) return "default";
    }
    const local = localName(declared, place.node);
    if (local === null) return null;
    this.#exports ??= exportsOf(this.#parsed.program);
    const name = this.#exports.get(local);
    return name !== undefined && this.binding(place, local)?.constant === true ? name : null;
  }

  #describe(variable: Variable, evaluated: boolean): Binding {
    const [definition] = variable.defs;
    const written = variable.references.some((reference) => reference.isWrite() && reference.init !== true);
    const declarator =
      definition.type === "Variable" ? (definition.node as unknown as VariableDeclarator) : null;
    const kind =
      definition.type === "Variable"
        ? (definition.parent as unknown as { kind: string }).kind
        : definition.type;
    const constant = kind === "const" || kind === "ImportBinding" || (variable.defs.length === 1 && !written);
    return {
      constant: constant && !evaluated,
      defined:
        kind === "ClassName" ||
        (declarator !== null &&
          kind !== "var" &&
          declarator.id.type === "Identifier" &&
          isValue(declarator.init)),
      early: kind === "var" || kind === "Parameter",
      imported: constant ? this.#imported(variable, definition, declarator) : null,
      declared: isTopLevel(variable.scope) ? "module" : String(definition.name.range?.[0]),
    };
  }

  #imported(
    variable: Variable,
    definition: Variable["defs"][number],
    declarator: VariableDeclarator | null,
  ): ImportText | null {
    if (definition.type === "ImportBinding") {
      const declaration = definition.parent as unknown as Extract<AnyNode, { type: "ImportDeclaration" }>;
      const specifier = definition.node as unknown as AnyNode;
      // `with { type: "json" }`: what such an import gives is data, which travels by value.
      if (declaration.attributes?.length > 0 || typeof declaration.source.value !== "string") return null;
      const name =
        specifier.type === "ImportSpecifier"
          ? exportedName(specifier.imported)
          : specifier.type === "ImportNamespaceSpecifier"
            ? "*"
            : "default";
      return { specifier: declaration.source.value, name, by: "import", interop: null };
    }
    return declarator?.init == null ? null : required(declarator, declarator.init, variable.name);
  }
}

/** The program itself, or the only function in it, which loaders put around a module (Vite) and bundlers around a program. */
function isTopLevel(scope: Scope): boolean {
  if ((scope.block.type as string) === "Program") return true;
  const program = scope.upper?.block as unknown as Program | undefined;
  if (scope.type !== "function" || (program?.type as string) !== "Program") return false;
  return program?.body.length === 1 && program.body[0]?.type === "ExpressionStatement";
}

function hasModuleThis(from: Scope): boolean {
  for (let scope: Scope | null = from; scope !== null; scope = scope.upper) {
    if (scope.type === "module") return true;
    if (scope.type === "class-field-initializer" || scope.type === "class-static-block") return false;
    if (scope.type === "function" && (scope.block.type as string) !== "ArrowFunctionExpression") return false;
  }
  return false;
}

function parsed(script: Script): Parsed | null {
  try {
    return parseText(script.text, script.module ? "module" : "commonjs");
  } catch {
    // Syntax that acorn doesn't know. What isn't parsed is captured by value.
    return null;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  // What V8 counts as the end of a line.
  for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Whether an initialiser surely gives something else than `undefined`. */
function isValue(init: Expression | null | undefined): boolean {
  switch (init?.type) {
    case "Literal":
    case "TemplateLiteral":
    case "ArrayExpression":
    case "ObjectExpression":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "ClassExpression":
    case "NewExpression":
      return true;
    default:
      return false;
  }
}

function exportedName(name: AnyNode): string {
  return name.type === "Identifier" ? name.name : String((name as { value?: unknown }).value);
}

/** esbuild's `__name(function, "name")` gives the function back. */
function unnamed(expression: AnyNode): AnyNode {
  return expression.type === "CallExpression" &&
    expression.callee.type === "Identifier" &&
    expression.callee.name === "__name"
    ? expression.arguments[0]
    : expression;
}

/** The top-level variable that a statement makes of the function, or null. */
function localName(statement: AnyNode | undefined, node: SyntaxNode): string | null {
  const declaration =
    statement?.type === "ExportNamedDeclaration" || statement?.type === "ExportDefaultDeclaration"
      ? statement.declaration
      : statement;
  if (declaration === node)
    return node.type === "FunctionDeclaration" || node.type === "ClassDeclaration"
      ? (node.id?.name ?? null)
      : null;
  if (declaration?.type !== "VariableDeclaration") return null;
  const declarator = declaration.declarations.find((one) => one.init != null && unnamed(one.init) === node);
  return declarator?.id.type === "Identifier" ? declarator.id.name : null;
}

/** Local name → exported name, of everything that a module exports of its own. */
function exportsOf(program: Program): Map<string, string> {
  const exported = new Map<string, string>();
  for (const statement of program.body) {
    if (statement.type === "ExportDefaultDeclaration") {
      const { declaration } = statement;
      const name = "id" in declaration && declaration.id ? declaration.id.name : null;
      if (name !== null) exported.set(name, "default");
      else if (declaration.type === "Identifier") exported.set(declaration.name, "default");
    }
    if (statement.type !== "ExportNamedDeclaration" || statement.source != null) continue;
    const { declaration } = statement;
    if (declaration?.type === "VariableDeclaration") {
      for (const { id } of declaration.declarations)
        if (id.type === "Identifier") exported.set(id.name, id.name);
    } else if (declaration?.id) exported.set(declaration.id.name, declaration.id.name);
    for (const specifier of statement.specifiers)
      exported.set(exportedName(specifier.local), exportedName(specifier.exported));
  }
  return exported;
}

/** Helpers around `require`: esbuild's, TypeScript's, Babel's and SWC's. */
const INTEROPS =
  /^(__toESM|__importStar|__importDefault|_interop_require_(wildcard|default)|_interopRequire(Wildcard|Default))$/;

/** `const x = require("y")` and its kin: what CommonJS has instead of import declarations. */
function required(declarator: VariableDeclarator, init: Expression, variable: string): ImportText | null {
  if (init.type === "MemberExpression" && !init.computed && init.property.type === "Identifier") {
    const specifier = requiredSpecifier(init.object);
    if (specifier === null || declarator.id.type !== "Identifier") return null;
    return { specifier, name: init.property.name, by: "require", interop: null };
  }
  const specifier = requiredSpecifier(init);
  if (specifier !== null) {
    const name = memberPicked(declarator.id, variable);
    return name === null ? null : { specifier, name, by: "require", interop: null };
  }
  if (init.type !== "CallExpression" || declarator.id.type !== "Identifier") return null;
  const helper = lastName(init.callee);
  if (helper === null || !INTEROPS.test(helper)) return null;
  const inner = requiredSpecifier(init.arguments[0]);
  const nodeMode = helper === "__toESM" && init.arguments.length > 1;
  return inner === null ? null : { specifier: inner, name: "*", by: "require", interop: { nodeMode } };
}

function lastName(callee: CallExpression["callee"]): string | null {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression" && callee.property.type === "Identifier")
    return callee.property.name;
  return null;
}

function requiredSpecifier(node: AnyNode | undefined): string | null {
  if (node?.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require")
    return null;
  const [argument] = node.arguments;
  return argument?.type === "Literal" && typeof argument.value === "string" ? argument.value : null;
}

/** `*` for `const x = …`, `a` for the x of `const { a: x } = …`, null for what isn't so plain. */
function memberPicked(pattern: Pattern, variable: string): string | null {
  if (pattern.type === "Identifier") return "*";
  if (pattern.type !== "ObjectPattern") return null;
  for (const property of pattern.properties) {
    if (property.type !== "Property" || property.computed || property.key.type !== "Identifier") continue;
    if (property.value.type === "Identifier" && property.value.name === variable) return property.key.name;
  }
  return null;
}
