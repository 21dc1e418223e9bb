/**
 * Methods whose names a class computes (`[prefix + "Get"]() {}`). A variable that only such names use is in no scope, as
 * no function uses it. But the class has the methods, so their names are taken from it.
 */

import type { Identifier } from "acorn";
import type { AnyFunction } from "./closure.js";
import type { ClassSyntax } from "./syntax.js";

const KEY_PREFIX = "__manycore_key_";

export interface ComputedKey {
  /** What stands for the expression in the rewritten source. */
  readonly variable: string;
  readonly start: number;
  readonly end: number;
  readonly static: boolean;
  /** The member, from a `static` on. */
  readonly text: string;
  /** What follows the bracket, at least, is in the method's own text. */
  readonly shortest: number;
}

/** @param text what the positions in the class's nodes refer to */
export function computedKeysOf(node: ClassSyntax, text: string): ComputedKey[] {
  return node.body.body.flatMap((member, k): ComputedKey[] => {
    if (member.type !== "MethodDefinition" || !member.computed) return [];
    const { start, end } = member.key;
    const shortest = member.end - start;
    const whole = text.slice(member.start, member.end);
    return [{ variable: `${KEY_PREFIX}${k}`, start, end, static: member.static, text: whole, shortest }];
  });
}

/** The keys that use a variable, when nothing else does; else none. */
export function keysUsing(
  keys: readonly ComputedKey[],
  identifiers: readonly Identifier[],
): readonly ComputedKey[] {
  const around = (one: Identifier): ComputedKey | undefined =>
    keys.find(({ start, end }) => one.start >= start && one.end <= end);
  const using = identifiers.map(around);
  return using.includes(undefined) ? [] : keys.filter((key) => using.includes(key));
}

/** The name that the class gave to the method, `undefined` when it doesn't have it any more. */
export function computedName(type: AnyFunction, key: ComputedKey): string | symbol | undefined {
  const holder = (key.static ? type : type.prototype) as object;
  return Reflect.ownKeys(holder).find((name) => {
    const { value, get, set } = Object.getOwnPropertyDescriptor(holder, name)!;
    return [value, get, set].some((member) => {
      if (typeof member !== "function") return false;
      const text = Function.prototype.toString.call(member);
      return text.length > key.shortest && key.text.endsWith(text);
    });
  });
}
