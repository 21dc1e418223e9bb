import type { Class, Node } from "acorn";
import { parser } from "../../capture/index.js";

/** What a class does when its text is evaluated, which on the other side happens a second time. */
export interface ClassText {
  /**
   * The text without static fields and static blocks, which are replaced by blanks: their values travel, and running
   * them again could open files or count instances twice. Static private names stay: nobody can read those.
   */
  readonly source: string;
  /** Variables that must have their values before: what it extends, names in brackets. */
  readonly eager: ReadonlySet<string>;
  /** Private names that each instance has of its own: state that only the class's code can read. */
  readonly hidden: readonly string[];
}

const texts = new Map<string, ClassText>();
/** Texts that are kept; a program has few classes, but a generator of classes has no end. */
const MOST_TEXTS = 500;

/** Reads the text of a class expression. */
export function classText(source: string): ClassText {
  let text = texts.get(source);
  if (text === undefined) {
    text = read(source);
    if (texts.size >= MOST_TEXTS) texts.clear();
    texts.set(source, text);
  }
  return text;
}

function read(source: string): ClassText {
  const root = parser().acorn.parseExpressionAt(source, 0, {
    ecmaVersion: "latest",
    allowAwaitOutsideFunction: true,
  });
  const node = firstClass(root);
  const eager = new Set<string>();
  const hidden: string[] = [];
  if (node === undefined) return { source, eager, hidden };
  if (node.superClass != null) identifiersIn(node.superClass, eager);
  let text = source;
  let keep = false;
  for (const member of node.body.body) {
    if (member.type === "StaticBlock" || member.key.type !== "PrivateIdentifier") continue;
    if (member.static) keep = true;
    else hidden.push(`#${member.key.name}`);
  }
  for (const member of node.body.body) {
    if ("computed" in member && member.computed) identifiersIn(member.key, eager);
    const runs = member.type === "StaticBlock" || (member.type === "PropertyDefinition" && member.static);
    if (!runs) continue;
    if (keep) identifiersIn(member, eager);
    else text = blank(text, member.start, member.end);
  }
  return { source: text, eager, hidden };
}

function firstClass(root: Node): Class | undefined {
  if (root.type === "ClassExpression") return root as Class;
  for (const child of childrenOf(root)) {
    const found = firstClass(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function identifiersIn(node: Node, names: Set<string>): void {
  if (node.type === "Identifier") names.add((node as unknown as { name: string }).name);
  for (const child of childrenOf(node)) identifiersIn(child, names);
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter((value): value is Node => typeof value === "object" && value !== null && "type" in value);
}

/** Lines stay where they are, so that stacks point to the user's file. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n\r\u2028\u2029]/g, " ") + text.slice(end);
}
