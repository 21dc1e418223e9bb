/**
 * What a function's own text says: its form, its free variables, and what has to be written differently so that the
 * text can stand alone as an expression.
 */

import type { FunctionExpression, Identifier, MetaProperty, Program } from "acorn";
import type { Scope } from "eslint-scope";
import type { ClosureKind } from "./closure.js";
import { type ComputedKey, computedKeysOf } from "./computed-keys.js";
import { Edits } from "./edits.js";
import { type FreeUses, type FreeVariable, membersUsed, usesThrough } from "./free-variables.js";
import { viteFile } from "./importable.js";
import { type Obstacle, surroundingsOf } from "./surroundings.js";
import {
  type ClassSyntax,
  type FunctionSyntax,
  isClass,
  isFunction,
  type Parsed,
  parentsIn,
  parseEither,
  type SyntaxNode,
  scopeOf,
} from "./syntax.js";

/** Names that stand in the rewritten source for what only exists at the original place. */
export const OUTER_ARGUMENTS = "__manycore_arguments";
export const DYNAMIC_IMPORT = "__manycore_import";
/** What Vite writes for `import(…)`. */
export const VITE_IMPORT = "__vite_ssr_dynamic_import__";
export const SUPER_CLASS = "__manycore_super";
const META_PREFIX = "__manycore_import_meta_";
const MEMBER_PREFIX = "__manycore_member_";

/** Members of `import.meta` that the module's URL decides. */
const META_MEMBERS = new Set(["url", "dirname", "filename"]);

/** A read of one member of a variable, which the rewritten source has as a variable of its own. */
export interface MemberVariable {
  readonly name: string;
  readonly object: string;
  readonly member: string;
}

export interface FunctionText {
  readonly kind: ClosureKind;
  readonly free: readonly FreeUses[];
  /** Uses of the members of `import.meta`: variable's name in the rewritten source → member. */
  readonly meta: ReadonlyMap<string, "url" | "dirname" | "filename">;
  readonly dynamicImport: boolean;
  /** `this` of the surrounding function or module. */
  readonly outerThis: boolean;
  readonly privateNames: readonly string[];
  /** The name in the text by which a function or class can speak of itself, if any. */
  readonly ownName: string | null;
  /** The variable that a class extends, when it is a plain one. */
  readonly superName: string | null;
  /** It extends what an expression gave, as `Mixin(Base)`: the source has a variable, SUPER_CLASS, in its place. */
  readonly extendsResult: boolean;
  /** Of a class: methods with computed names. */
  readonly computedKeys: readonly ComputedKey[];
  /** The text speaks of itself by it. */
  readonly usesOwnName: boolean;
  /** Can be sloppy code only. */
  readonly sloppy: boolean;
  readonly obstacle: Obstacle | null;
  /** The members by which a free variable is used, when it is used in no other way. */
  members(name: string): readonly string[] | null;
  /**
   * The expression.
   *
   * @param name what the function's `name` is to be
   * @param flattened free variables whose members become variables of their own
   * @param anonymous leave out the function's own name, so that it means the outer variable
   * @param keys computed names of methods that are variables of their own
   */
  expression(
    name: string,
    flattened: readonly string[],
    anonymous: boolean,
    keys?: readonly ComputedKey[],
  ): string;
}

/** The variable that stands for `object.member` once `object` is flattened. */
export function memberVariable(object: string, member: string): string {
  return `${MEMBER_PREFIX}${object}_${member}`;
}

/**
 * The free variables of a function, class or method as `toString()` gives it, standard globals included. `arguments`
 * is one of an arrow function that uses the surrounding function's.
 *
 * @throws {SyntaxError} for a text that is neither
 */
export function freeVariables(source: string): FreeVariable[] {
  const { parsed, node } = parseFunction(source);
  return usesThrough(scopeOf(parsed.scopes, node), parentsIn(node)).map(
    ({ name, standard, onlyTypeof, assigned }) => ({ name, standard, onlyTypeof, assigned }),
  );
}

/** How a text is wrapped to be parsed: as an expression, as a method of an object or as a member of a class. */
const WRAPPINGS = [
  ["(function () { return (", "\n) })"],
  ["(function () { return ({", "\n}) })"],
  ["(function () { return (class {", "\n}) })"],
] as const;

interface ParsedFunction {
  readonly parsed: Parsed;
  readonly wrapped: string;
  /** The function or class itself; of a method the part from its parameters on. */
  readonly node: FunctionSyntax | ClassSyntax;
  /** The property that makes it a method. */
  readonly property: MethodLike | null;
  readonly start: number;
  readonly end: number;
}

interface MethodLike {
  readonly kind: string;
  readonly value: FunctionExpression;
}

function parseFunction(text: string): ParsedFunction {
  let failure: unknown;
  for (const [before, after] of WRAPPINGS) {
    const wrapped = before + text + after;
    let parsed: Parsed;
    try {
      parsed = parseEither(wrapped);
    } catch (error) {
      failure ??= error;
      continue;
    }
    const found = functionIn(parsed.program, before.endsWith("{"));
    if (found === null) continue;
    return { parsed, wrapped, ...found, start: before.length, end: before.length + text.length };
  }
  throw failure ?? new SyntaxError("this is neither a function nor a class");
}

/**
 * The only thing that the wrapper returns.
 *
 * @param asMember the text was parsed as a member of an object or class
 */
function functionIn(program: Program, asMember: boolean): Pick<ParsedFunction, "node" | "property"> | null {
  const [statement] = program.body;
  if (program.body.length !== 1 || statement.type !== "ExpressionStatement") return null;
  const wrapper = statement.expression;
  if (wrapper.type !== "FunctionExpression" || wrapper.body.body.length !== 1) return null;
  const [returned] = wrapper.body.body;
  if (returned.type !== "ReturnStatement" || returned.argument == null) return null;
  const node = returned.argument;
  const members =
    node.type === "ObjectExpression"
      ? node.properties
      : node.type === "ClassExpression"
        ? node.body.body
        : [];
  const text = members.length === 1 ? (members[0] as unknown as MethodLike) : null;
  if (asMember) {
    return text !== null && text.value?.type === "FunctionExpression"
      ? { node: text.value, property: text }
      : null;
  }
  return isFunction(node) || isClass(node) ? { node, property: null } : null;
}

/** Reads a function's text. @throws {SyntaxError} when acorn doesn't know its syntax */
export function readFunctionText(text: string): FunctionText {
  const { parsed, wrapped, node, property, start, end } = parseFunction(text);
  const root = property === null ? node : property.value;
  const parents = parentsIn(parsed.program);
  const surroundings = surroundingsOf(root, property !== null);
  const edits = new Edits();

  for (const counter of surroundings.counters) edits.replace(counter.start, counter.end, "0");
  const extended = extendedResult(node);
  if (extended !== null) edits.replace(extended.start, extended.end, SUPER_CLASS);
  const free = usesThrough(scopeOf(parsed.scopes, root), parents).flatMap((uses) => {
    const kept = uses.identifiers.filter(
      (identifier) => !surroundings.counted.has(identifier) && !isInside(identifier, extended),
    );
    return kept.length === 0 ? [] : [{ ...uses, identifiers: kept }];
  });
  for (const uses of free)
    if (uses.name === "arguments") rename(edits, parents, uses.identifiers, OUTER_ARGUMENTS);
  for (const { name, identifiers } of free)
    if (name === VITE_IMPORT) replaceViteSpecifiers(edits, parents, identifiers);
  const meta = new Map<string, "url" | "dirname" | "filename">();
  let obstacle = surroundings.obstacle ?? obstacleIn(free, parents);
  for (const access of surroundings.metas) {
    const member = metaMember(access, parents);
    if (member === null) {
      obstacle ??= {
        what: "a function that uses import.meta for something else than its url, dirname or filename",
        wayOut: "Read what you need of import.meta outside of the function, into a constant.",
      };
      continue;
    }
    const whole = parents.get(access)!;
    edits.replace(whole.start, whole.end, META_PREFIX + member);
    meta.set(META_PREFIX + member, member);
  }
  for (const call of surroundings.imports)
    edits.replace(call.start, call.start + "import".length, DYNAMIC_IMPORT);

  const ownName = property === null && node.type !== "ArrowFunctionExpression" ? (node.id ?? null) : null;
  const kind = kindOf(node, property);

  return {
    kind,
    free,
    meta,
    dynamicImport: surroundings.imports.length > 0,
    outerThis: surroundings.outerThis,
    privateNames: isClass(node) ? declaredPrivateNames(node) : [],
    ownName: ownName?.name ?? null,
    superName: isClass(node) && node.superClass?.type === "Identifier" ? node.superClass.name : null,
    extendsResult: extended !== null,
    computedKeys: isClass(node) ? computedKeysOf(node, wrapped) : [],
    usesOwnName: ownName !== null && usesName(scopeOf(parsed.scopes, node), ownName.name),
    sloppy: parsed.sloppy,
    obstacle,
    members: (name) => {
      const uses = free.find((one) => one.name === name);
      return uses === undefined ? null : membersUsed(uses, parents);
    },
    expression(name, flattened, anonymous, keys = []) {
      const all = new Edits();
      for (const { start: from, end: to, variable } of keys) all.replace(from, to, variable);
      for (const object of flattened) {
        for (const identifier of free.find((one) => one.name === object)?.identifiers ?? []) {
          const access = parents.get(identifier)!;
          if (access.type === "MemberExpression" && access.property.type === "Identifier")
            all.replace(access.start, access.end, memberVariable(object, access.property.name));
        }
      }
      all.add(edits);
      if (property !== null) return methodExpression(property, all, wrapped, name);
      if (anonymous && ownName !== null) all.replace(ownName.start, ownName.end, "");
      const body = all.apply(wrapped, start, end);
      const nameless = ownName === null || anonymous;
      // An anonymous function takes the name of the property that it is written into.
      return nameless && name !== ""
        ? `({[${JSON.stringify(name)}]: ${body}})[${JSON.stringify(name)}]`
        : body;
    },
  };
}

/** What a class extends when only running it again would tell. */
function extendedResult(node: FunctionSyntax | ClassSyntax): SyntaxNode | null {
  if (!isClass(node) || node.superClass == null) return null;
  return node.superClass.type === "Identifier" || node.superClass.type === "Literal" ? null : node.superClass;
}

function isInside(inner: SyntaxNode, outer: SyntaxNode | null): boolean {
  return outer !== null && inner.start >= outer.start && inner.end <= outer.end;
}

function usesName(scope: Scope, name: string): boolean {
  return scope.functionExpressionScope && (scope.set.get(name)?.references.length ?? 0) > 0;
}

function kindOf(node: FunctionSyntax | ClassSyntax, property: MethodLike | null): ClosureKind {
  if (isClass(node)) return "class";
  if (node.type === "ArrowFunctionExpression") return "arrow";
  if (property === null) return "function";
  return property.kind === "get" ? "getter" : property.kind === "set" ? "setter" : "method";
}

/** A method can only be written as a member of an object, from which it is then taken. */
function methodExpression(property: MethodLike, edits: Edits, text: string, name: string): string {
  const accessor = property.kind === "get" || property.kind === "set" ? property.kind : null;
  const plain = accessor === null ? name : name.replace(/^[gs]et /, "");
  const key = `[${JSON.stringify(plain)}]`;
  const { value } = property;
  const before = `${accessor ?? ""} ${value.async ? "async " : ""}${value.generator ? "*" : ""}`;
  // The key is left out: a computed one would be evaluated again, a private name means nothing outside of its class.
  const member = before + key + edits.apply(text, value.start, value.end);
  const object = `({${member}})`;
  if (accessor === "get") return `${object}.__lookupGetter__(${JSON.stringify(plain)})`;
  if (accessor === "set") return `${object}.__lookupSetter__(${JSON.stringify(plain)})`;
  return object + key;
}

/** Vite writes paths from the project's folder, as a browser would ask its server for them. */
function replaceViteSpecifiers(
  edits: Edits,
  parents: Map<SyntaxNode, SyntaxNode>,
  identifiers: readonly Identifier[],
): void {
  for (const identifier of identifiers) {
    const call = parents.get(identifier);
    const argument = call?.type === "CallExpression" ? call.arguments[0] : undefined;
    if (argument?.type !== "Literal" || typeof argument.value !== "string") continue;
    edits.replace(argument.start, argument.end, JSON.stringify(viteFile(argument.value)));
  }
}

/** Gives each use of a variable another name; `{ x }` becomes `{ x: other }`. */
function rename(
  edits: Edits,
  parents: Map<SyntaxNode, SyntaxNode>,
  identifiers: readonly Identifier[],
  to: string,
): void {
  for (const identifier of identifiers) {
    const parent = parents.get(identifier);
    const shorthand = parent?.type === "Property" && parent.shorthand;
    edits.replace(identifier.start, identifier.end, shorthand ? `${identifier.name}: ${to}` : to);
  }
}

function metaMember(
  meta: MetaProperty,
  parents: Map<SyntaxNode, SyntaxNode>,
): "url" | "dirname" | "filename" | null {
  const access = parents.get(meta);
  if (access?.type !== "MemberExpression" || access.computed || access.property.type !== "Identifier")
    return null;
  const { name } = access.property;
  return META_MEMBERS.has(name) ? (name as "url" | "dirname" | "filename") : null;
}

function obstacleIn(free: readonly FreeUses[], parents: Map<SyntaxNode, SyntaxNode>): Obstacle | null {
  const evaluated = free.find(({ name }) => name === "eval");
  const direct = evaluated?.identifiers.some((identifier) => {
    const call = parents.get(identifier);
    return call?.type === "CallExpression" && call.callee === identifier;
  });
  if (!direct) return null;
  return {
    what: "a function that calls eval, whose text may use any variable",
    wayOut: "Write `(0, eval)(text)`, which sees global variables only, or pass values as arguments.",
  };
}

function declaredPrivateNames(node: ClassSyntax): string[] {
  const names = new Set<string>();
  for (const member of node.body.body)
    if (member.type !== "StaticBlock" && member.key.type === "PrivateIdentifier")
      names.add(`#${member.key.name}`);
  return [...names];
}
