/** Members of PySpark's classes that aren't here: a program that was written for PySpark is told so, and what to do instead. */
import { NotSupportedError } from "../../errors.js";

/** Getters that only throw, by which tests tell them from members that are here. */
const REFUSING = new WeakSet<() => never>();

/**
 * Whoever reads one of these members gets a NotSupportedError, not `undefined`. TypeScript doesn't know them: there they don't compile.
 *
 * @param reasons what isn't here, and why or what to do instead
 */
export function refuseMembers(
  of: { readonly prototype: object },
  name: string,
  reasons: Readonly<Record<string, string>> = {},
): void {
  for (const [member, reason] of Object.entries(reasons)) {
    const get = (): never => {
      throw new NotSupportedError(`${name}.${member}`, "manycore/spark", `${reason}.`);
    };
    REFUSING.add(get);
    Object.defineProperty(of.prototype, member, { get, configurable: true });
  }
}

/** Whether a member of a prototype is one that {@link refuseMembers} refuses. */
export function isRefused(prototype: object, member: string): boolean {
  const get = Object.getOwnPropertyDescriptor(prototype, member)?.get;
  return get !== undefined && REFUSING.has(get as () => never);
}
