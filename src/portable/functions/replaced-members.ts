import type { AnyFunction } from "../../capture/index.js";

/** Members that the class's text makes, by member: the class. A look at their text is saved the next time. */
const written = new WeakMap<object, AnyFunction>();

/**
 * Methods and accessors of a class, or of its prototype, that its text doesn't say: a decorator put them there when the
 * class was defined, or somebody replaced one since (`Class.prototype.method = …`). Those stay hidden from `Object.keys`,
 * as methods are, so that they don't show among the fields.
 *
 * @param holder the class or its prototype
 * @returns an object with them as its own fields, undefined for none
 */
export function replacedMembers(type: AnyFunction, holder: object): object | undefined {
  let replaced: object | undefined;
  for (const key of Reflect.ownKeys(holder)) {
    if (key === "constructor" || (holder === type && key === "prototype")) continue;
    const descriptor = Object.getOwnPropertyDescriptor(holder, key)!;
    const { value, get, set } = descriptor;
    if (descriptor.enumerable || [value, get, set].every((member) => isWritten(type, member))) continue;
    replaced ??= Object.create(null) as object;
    Object.defineProperty(replaced, key, { ...descriptor, enumerable: true });
  }
  return replaced;
}

function isWritten(type: AnyFunction, member: unknown): boolean {
  // What isn't a method and hidden, as a class's name, belongs to the class itself.
  if (typeof member !== "function") return true;
  if (written.get(member) === type) return true;
  const toSource = Function.prototype.toString;
  if (!toSource.call(type).includes(toSource.call(member))) return false;
  written.set(member, type);
  return true;
}
