import { ValueError } from "../../errors.js";
import { ManagedCore, ManagedProxy, travelsByName } from "./managed.js";
import { checkedKey, type Key } from "./plain-copy.js";

/** What a dict can be made of, or updated with. */
export type Entries<K extends Key, V> = Iterable<readonly [K, V]> | { readonly [key: string]: V };

/** The pairs of entries in either form. */
export function pairsOf<K extends Key, V>(entries: Entries<K, V>): [K, V][] {
  const pairs = Symbol.iterator in entries ? Array.from(entries) : Object.entries(entries);
  return pairs.map(([key, value]) => [checkedKey(key) as K, value as V]);
}

/** The dict itself, in the Manager's thread. */
export function dictCore(entries: [Key, unknown][]): ManagedCore {
  const map = new Map<Key, unknown>(entries);
  return new ManagedCore("DictProxy", {
    get: (key: Key, missing: unknown) => (map.has(key) ? map.get(key) : missing),
    set: (key: Key, value: unknown) => void map.set(key, value),
    has: (key: Key) => map.has(key),
    delete: (key: Key) => map.delete(key),
    update: (pairs: [Key, unknown][]) => {
      for (const [key, value] of pairs) map.set(key, value);
    },
    setdefault: (key: Key, value: unknown) => {
      if (!map.has(key)) map.set(key, value);
      return map.get(key);
    },
    pop: (key: Key, given: boolean, missing: unknown) => {
      if (!map.has(key)) {
        if (given) return missing;
        throw new ValueError(
          `the dict has no key ${String(key)}: give pop() a second argument to get that instead`,
        );
      }
      const value = map.get(key);
      map.delete(key);
      return value;
    },
    popitem: () => {
      const last = [...map].at(-1);
      if (last === undefined) throw new ValueError("popitem(): the dict is empty");
      map.delete(last[0]);
      return last;
    },
    clear: () => map.clear(),
    size: () => map.size,
    keys: () => [...map.keys()],
    values: () => [...map.values()],
    items: () => [...map],
  });
}

/**
 * A dict that lives with its Manager. Each method runs there whole, so calls from several threads never mix; values are copied on their way in and
 * out, so changing what `get` gave changes nothing in the dict. Methods that end in `Sync` block the thread, for workers.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.SyncManager.dict
 */
export class DictProxy<K extends Key = Key, V = unknown> extends ManagedProxy {
  /** The value of a key; without one `missing`, or undefined. */
  async get(key: K, missing?: V): Promise<V | undefined> {
    return (await this.call("get", checkedKey(key), missing)) as V | undefined;
  }

  getSync(key: K, missing?: V): V | undefined {
    return this.callSync("get", checkedKey(key), missing) as V | undefined;
  }

  /** Python's `d[key] = value`. */
  async set(key: K, value: V): Promise<void> {
    await this.call("set", checkedKey(key), value);
  }

  setSync(key: K, value: V): void {
    this.callSync("set", checkedKey(key), value);
  }

  /** Python's `key in d`. */
  async has(key: K): Promise<boolean> {
    return (await this.call("has", checkedKey(key))) as boolean;
  }

  hasSync(key: K): boolean {
    return this.callSync("has", checkedKey(key)) as boolean;
  }

  /** Python's `del d[key]`, but a key that isn't there is no error. @returns whether it was */
  async delete(key: K): Promise<boolean> {
    return (await this.call("delete", checkedKey(key))) as boolean;
  }

  deleteSync(key: K): boolean {
    return this.callSync("delete", checkedKey(key)) as boolean;
  }

  /** Sets many at once. */
  async update(entries: Entries<K, V>): Promise<void> {
    await this.call("update", pairsOf(entries));
  }

  updateSync(entries: Entries<K, V>): void {
    this.callSync("update", pairsOf(entries));
  }

  /** The value of a key, which becomes `value` if there is none. */
  async setdefault(key: K, value: V): Promise<V> {
    return (await this.call("setdefault", checkedKey(key), value)) as V;
  }

  setdefaultSync(key: K, value: V): V {
    return this.callSync("setdefault", checkedKey(key), value) as V;
  }

  /** Takes a key out. @throws ValueError when it isn't there and no second argument says what to give then */
  async pop(key: K, ...missing: [missing?: V]): Promise<V> {
    return (await this.call("pop", checkedKey(key), missing.length > 0, missing[0])) as V;
  }

  popSync(key: K, ...missing: [missing?: V]): V {
    return this.callSync("pop", checkedKey(key), missing.length > 0, missing[0]) as V;
  }

  /** Takes out what was put in last. @throws ValueError when the dict is empty */
  async popitem(): Promise<[K, V]> {
    return (await this.call("popitem")) as [K, V];
  }

  popitemSync(): [K, V] {
    return this.callSync("popitem") as [K, V];
  }

  async clear(): Promise<void> {
    await this.call("clear");
  }

  clearSync(): void {
    this.callSync("clear");
  }

  /** How many keys there are: Python's `len(d)`. */
  async size(): Promise<number> {
    return (await this.call("size")) as number;
  }

  sizeSync(): number {
    return this.callSync("size") as number;
  }

  /** The keys in the order in which they came. */
  async keys(): Promise<K[]> {
    return (await this.call("keys")) as K[];
  }

  keysSync(): K[] {
    return this.callSync("keys") as K[];
  }

  async values(): Promise<V[]> {
    return (await this.call("values")) as V[];
  }

  valuesSync(): V[] {
    return this.callSync("values") as V[];
  }

  async items(): Promise<[K, V][]> {
    return (await this.call("items")) as [K, V][];
  }

  itemsSync(): [K, V][] {
    return this.callSync("items") as [K, V][];
  }

  /** All of it as a Map of this thread. */
  async copy(): Promise<Map<K, V>> {
    return new Map(await this.items());
  }

  copySync(): Map<K, V> {
    return new Map(this.itemsSync());
  }
}

travelsByName("multiprocessing.DictProxy", DictProxy);
