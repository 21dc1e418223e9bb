/** What a function's text takes from around it that has no name: `this`, `super`, `new.target`, the module. */

import type { Identifier, ImportExpression, MetaProperty } from "acorn";
import { childrenOf, isFunction, type SyntaxNode } from "./syntax.js";

/** Something in the source that only works where it stands. */
export interface Obstacle {
  readonly what: string;
  readonly wayOut: string;
}

export interface Surroundings {
  readonly outerThis: boolean;
  readonly obstacle: Obstacle | null;
  readonly metas: readonly MetaProperty[];
  readonly imports: readonly ImportExpression[];
  /** Istanbul's counting expressions, `cov_1a2b().s[3]++`: they count for the parent's report and mean nothing elsewhere. */
  readonly counters: readonly SyntaxNode[];
  /** The identifiers in them. */
  readonly counted: ReadonlySet<Identifier>;
}

/** Whose `this`, `super` and `new.target` a node sees: true where they are those of the surroundings. */
interface Sight {
  readonly outerThis: boolean;
  readonly outerSuper: boolean;
  readonly outerTarget: boolean;
}

/** @param method the root is the function of a method, whose `super` belongs to the object or class around it */
export function surroundingsOf(root: SyntaxNode, method: boolean): Surroundings {
  const metas: MetaProperty[] = [];
  const imports: ImportExpression[] = [];
  const counters: SyntaxNode[] = [];
  const counted = new Set<Identifier>();
  const declared = new Set<string>();
  const used = new Set<string>();
  let outerThis = false;
  let obstacle: Obstacle | null = null;

  const visit = (node: SyntaxNode, sight: Sight): void => {
    const counter = countedBy(node);
    if (counter !== null) {
      counters.push(node);
      counted.add(counter);
      return;
    }
    switch (node.type) {
      case "ThisExpression":
        outerThis ||= sight.outerThis;
        break;
      case "Super":
        if (sight.outerSuper) obstacle ??= SUPER;
        break;
      case "MetaProperty":
        if (node.meta.name === "import") metas.push(node);
        else if (sight.outerTarget) obstacle ??= NEW_TARGET;
        return;
      case "ImportExpression":
        imports.push(node);
        break;
      case "WithStatement":
        obstacle ??= WITH;
        break;
      case "PrivateIdentifier":
        used.add(node.name);
        break;
      case "MethodDefinition":
      case "PropertyDefinition":
        if (node.key.type === "PrivateIdentifier") declared.add(node.key.name);
        break;
    }
    for (const child of childrenOf(node)) visit(child, within(node, child, sight, node === root && method));
  };
  visit(root, { outerThis: true, outerSuper: true, outerTarget: true });

  for (const name of used) if (!declared.has(name)) obstacle ??= privateName(name);
  return { outerThis, obstacle, metas, imports, counters, counted };
}

const INSIDE: Sight = { outerThis: false, outerSuper: false, outerTarget: false };

/** What a child sees, given what its parent sees. */
function within(node: SyntaxNode, child: SyntaxNode, sight: Sight, isMethod: boolean): Sight {
  if (isFunction(node) && node.type !== "ArrowFunctionExpression")
    return isMethod ? { ...INSIDE, outerSuper: true } : INSIDE;
  if (node.type === "PropertyDefinition") return child === node.value ? INSIDE : sight;
  if (node.type === "StaticBlock") return INSIDE;
  return sight;
}

/** The identifier `cov_…` when the node is one of Istanbul's counters. */
function countedBy(node: SyntaxNode): Identifier | null {
  if (node.type !== "UpdateExpression") return null;
  let target: SyntaxNode = node.argument;
  while (target.type === "MemberExpression") target = target.object;
  if (target.type !== "CallExpression" || target.arguments.length > 0) return null;
  return target.callee.type === "Identifier" && /^cov_[0-9a-z]+$/i.test(target.callee.name)
    ? target.callee
    : null;
}

const SUPER: Obstacle = {
  what: "a function that uses `super` of the object or class around it",
  wayOut: "Send the whole class, or call the other method by its class: `Base.prototype.method.call(this)`.",
};
const NEW_TARGET: Obstacle = {
  what: "an arrow function that uses `new.target` of the function around it",
  wayOut: "Read new.target outside of the arrow function, into a constant.",
};
const WITH: Obstacle = {
  what: "a function with a `with` statement, in which a name may mean a variable or a property",
  wayOut: "Write the object's name before its properties instead.",
};

function privateName(name: string): Obstacle {
  return {
    what: `a function that uses the private name #${name} of the class around it`,
    wayOut: "Send the whole class, or read the private field outside of the function, into a constant.",
  };
}
