import { ValueError } from "../../errors.js";
import { dictCore, pairsOf } from "./dict-proxy.js";
import { type ManagedCore, ManagedProxy, travelsByName } from "./managed.js";

/** The namespace itself, in the Manager's thread. */
export function namespaceCore(attributes: { readonly [name: string]: unknown }): ManagedCore {
  return dictCore(pairsOf(attributes));
}

/**
 * An object with attributes that lives with its Manager. Python's `ns.x` is `await ns.get("x")`, and `ns.x = 1` is `await ns.set("x", 1)`: an
 * attribute of JavaScript can't be awaited when it is written. Methods that end in `Sync` block the thread, for workers.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.Namespace
 */
export class NamespaceProxy<A extends object = Record<string, unknown>> extends ManagedProxy {
  /** @throws ValueError when there is no such attribute */
  async get<N extends keyof A & string>(name: N): Promise<A[N]> {
    if (!(await this.has(name))) throw noAttribute(name);
    return (await this.call("get", name)) as A[N];
  }

  getSync<N extends keyof A & string>(name: N): A[N] {
    if (!this.hasSync(name)) throw noAttribute(name);
    return this.callSync("get", name) as A[N];
  }

  async set<N extends keyof A & string>(name: N, value: A[N]): Promise<void> {
    await this.call("set", name, value);
  }

  setSync<N extends keyof A & string>(name: N, value: A[N]): void {
    this.callSync("set", name, value);
  }

  /** Python's `hasattr`. */
  async has(name: keyof A & string): Promise<boolean> {
    return (await this.call("has", name)) as boolean;
  }

  hasSync(name: keyof A & string): boolean {
    return this.callSync("has", name) as boolean;
  }

  /** Python's `del ns.x`, but an attribute that isn't there is no error. @returns whether it was */
  async delete(name: keyof A & string): Promise<boolean> {
    return (await this.call("delete", name)) as boolean;
  }

  deleteSync(name: keyof A & string): boolean {
    return this.callSync("delete", name) as boolean;
  }

  /** Sets several attributes at once. */
  async update(attributes: Partial<A>): Promise<void> {
    await this.call("update", pairsOf(attributes as { [name: string]: unknown }));
  }

  updateSync(attributes: Partial<A>): void {
    this.callSync("update", pairsOf(attributes as { [name: string]: unknown }));
  }

  /** All attributes, as an object of this thread. */
  async copy(): Promise<A> {
    return Object.fromEntries((await this.call("items")) as [string, unknown][]) as A;
  }

  copySync(): A {
    return Object.fromEntries(this.callSync("items") as [string, unknown][]) as A;
  }
}

function noAttribute(name: string): ValueError {
  return new ValueError(`the namespace has no attribute ${JSON.stringify(name)}`);
}

travelsByName("multiprocessing.NamespaceProxy", NamespaceProxy);
