import { NotSupportedError } from "../../errors.js";
import { expose, type ObjectId } from "../shared/index.js";
import { DictProxy, dictCore, type Entries, pairsOf } from "./dict-proxy.js";
import { ListProxy, listCore } from "./list-proxy.js";
import { type ManagedCore, withdrawAll } from "./managed.js";
import { NamespaceProxy, namespaceCore } from "./namespace-proxy.js";
import { copied, type Key } from "./plain-copy.js";

/**
 * Keeps dicts, lists and namespaces for threads and child processes. They live in the thread that made the Manager (Python starts a process
 * for them), whose event loop must turn for others to be served; workers below that thread reach them, and get an error, not
 * a hang, when it ends. Close it with `shutdown()` or `using`.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Manager
 */
export class Manager {
  readonly #cores = new Set<ManagedCore>();
  #open = true;

  /** A dict with these entries: pairs, or an object's properties. */
  dict<V, K extends Key = string>(entries: Entries<K, V> = []): DictProxy<K, V> {
    return new DictProxy<K, V>(this.#keep(dictCore(copied(pairsOf(entries), "Manager.dict()"))));
  }

  /** A list of these items. */
  list<T>(items: Iterable<T> = []): ListProxy<T> {
    return new ListProxy<T>(this.#keep(listCore(copied(Array.from(items), "Manager.list()"))));
  }

  /** A namespace with these attributes. Capitalized as in Python. */
  Namespace<A extends object = Record<string, unknown>>(attributes: Partial<A> = {}): NamespaceProxy<A> {
    const own = copied(attributes, "Manager.Namespace()") as { [name: string]: unknown };
    return new NamespaceProxy<A>(this.#keep(namespaceCore(own)));
  }

  /** Lets go of all objects: whoever calls one from now on gets a NotSupportedError. Idempotent. */
  shutdown(): void {
    this.#open = false;
    withdrawAll(this.#cores);
    this.#cores.clear();
  }

  [Symbol.dispose](): void {
    this.shutdown();
  }

  #keep(core: ManagedCore): ObjectId {
    if (!this.#open) {
      throw new NotSupportedError(
        "a new object of a Manager that was shut down",
        "multiprocessing",
        "Make another Manager.",
      );
    }
    this.#cores.add(core);
    return expose(core);
  }
}
