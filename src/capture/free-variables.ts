/** Which names a piece of source takes from around it. */

import type { Identifier } from "acorn";
import type { Reference, Scope } from "eslint-scope";
import { STANDARD_GLOBALS } from "./standard-globals.js";
import type { SyntaxNode } from "./syntax.js";

export interface FreeVariable {
  readonly name: string;
  /** The engine or the platform has it: `Math`, `process`. */
  readonly standard: boolean;
  /** Only ever asked for its `typeof`, so it needn't exist. */
  readonly onlyTypeof: boolean;
  /** The source assigns to it. */
  readonly assigned: boolean;
}

/** A free variable with the places where it stands in the tree. */
export interface FreeUses extends FreeVariable {
  readonly identifiers: readonly Identifier[];
}

/** What the scope of a function or class couldn't resolve, in the order of first use. */
export function usesThrough(scope: Scope, parents: Map<SyntaxNode, SyntaxNode>): FreeUses[] {
  const byName = new Map<string, Reference[]>();
  for (const reference of scope.through) {
    const { name } = reference.identifier;
    const found = byName.get(name);
    if (found === undefined) byName.set(name, [reference]);
    else found.push(reference);
  }
  return Array.from(byName, ([name, references]) => {
    const identifiers = references.map((reference) => reference.identifier as unknown as Identifier);
    return {
      name,
      standard: STANDARD_GLOBALS.has(name),
      onlyTypeof: identifiers.every((identifier) => isTypeofOperand(identifier, parents)),
      assigned: references.some((reference) => reference.isWrite()),
      identifiers,
    };
  });
}

function isTypeofOperand(identifier: Identifier, parents: Map<SyntaxNode, SyntaxNode>): boolean {
  const parent = parents.get(identifier);
  return parent?.type === "UnaryExpression" && parent.operator === "typeof";
}

/** The names of the members when the variable is only ever read as `name.member`, else null. */
export function membersUsed(uses: FreeUses, parents: Map<SyntaxNode, SyntaxNode>): string[] | null {
  const members = new Set<string>();
  for (const identifier of uses.identifiers) {
    const access = parents.get(identifier);
    if (access?.type !== "MemberExpression" || access.object !== identifier) return null;
    if (access.computed || access.property.type !== "Identifier") return null;
    if (isTarget(access, parents)) return null;
    members.add(access.property.name);
  }
  return [...members];
}

/** Whether an expression is assigned to, counted up or deleted: it can't be replaced by a variable's name then. */
function isTarget(node: SyntaxNode, parents: Map<SyntaxNode, SyntaxNode>): boolean {
  const parent = parents.get(node);
  switch (parent?.type) {
    case "AssignmentExpression":
    case "ForInStatement":
    case "ForOfStatement":
    case "AssignmentPattern":
      return parent.left === node;
    case "UpdateExpression":
    case "RestElement":
    case "ArrayPattern":
      return true;
    case "UnaryExpression":
      return parent.operator === "delete";
    case "Property":
      return parents.get(parent)?.type === "ObjectPattern";
    default:
      return false;
  }
}
