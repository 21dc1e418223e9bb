import { DTypeError, IndexError, ValueError } from "../../errors.js";
import { ManagedCore, ManagedProxy, travelsByName } from "./managed.js";

/** The list itself, in the Manager's thread. */
export function listCore(items: unknown[]): ManagedCore {
  const list = [...items];
  const place = (index: number, operation: string): number => {
    const k = index < 0 ? index + list.length : index;
    if (Number.isInteger(k) && k >= 0 && k < list.length) return k;
    throw new IndexError(`${operation}: index ${String(index)} is out of range of a list of ${list.length}`);
  };
  const find = (value: unknown, operation: string): number => {
    const k = list.findIndex((item) => Object.is(item, value) || item === value);
    if (k < 0) throw new ValueError(`${operation}: ${String(value)} is not in the list`);
    return k;
  };
  return new ManagedCore("ListProxy", {
    get: (index: number) => list[place(index, "get()")],
    set: (index: number, value: unknown) => {
      list[place(index, "set()")] = value;
    },
    delete: (index: number) => void list.splice(place(index, "delete()"), 1),
    append: (value: unknown) => void list.push(value),
    extend: (values: unknown[]) => {
      for (const value of values) list.push(value);
    },
    insert: (index: number, value: unknown) => void list.splice(index, 0, value),
    pop: (index: number) => {
      if (list.length === 0) throw new IndexError("pop() from an empty list");
      return list.splice(place(index, "pop()"), 1)[0];
    },
    remove: (value: unknown) => void list.splice(find(value, "remove()"), 1),
    index: (value: unknown) => find(value, "index()"),
    count: (value: unknown) => list.filter((item) => Object.is(item, value) || item === value).length,
    reverse: () => void list.reverse(),
    sort: (reverse: boolean) => {
      const sorted = [...list].sort(compare);
      if (reverse) sorted.reverse();
      list.splice(0, list.length, ...sorted);
    },
    clear: () => void list.splice(0),
    size: () => list.length,
    slice: (start: number | undefined, end: number | undefined) => list.slice(start, end),
  });
}

/** Python's order, not JavaScript's: numbers by size, strings by code unit, and nothing between them. */
function compare(a: unknown, b: unknown): number {
  const number = (x: unknown) => typeof x === "number" || typeof x === "bigint" || typeof x === "boolean";
  if ((number(a) && number(b)) || (typeof a === "string" && typeof b === "string")) {
    return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  }
  throw new DTypeError(
    `sort(): ${typeof a} and ${typeof b} have no order; a managed list sorts numbers or strings. Sort a copy: (await list.slice()).sort(…)`,
  );
}

/**
 * A list that lives with its Manager. Each method runs there whole, so calls from several threads never mix; items are copied on their way in and
 * out. Negative indices count from the end. Methods that end in `Sync` block the thread, for workers.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.managers.SyncManager.list
 */
export class ListProxy<T = unknown> extends ManagedProxy {
  /** Python's `l[index]`. @throws IndexError */
  async get(index: number): Promise<T> {
    return (await this.call("get", index)) as T;
  }

  getSync(index: number): T {
    return this.callSync("get", index) as T;
  }

  /** Python's `l[index] = value`. @throws IndexError */
  async set(index: number, value: T): Promise<void> {
    await this.call("set", index, value);
  }

  setSync(index: number, value: T): void {
    this.callSync("set", index, value);
  }

  /** Python's `del l[index]`. @throws IndexError */
  async delete(index: number): Promise<void> {
    await this.call("delete", index);
  }

  deleteSync(index: number): void {
    this.callSync("delete", index);
  }

  async append(value: T): Promise<void> {
    await this.call("append", value);
  }

  appendSync(value: T): void {
    this.callSync("append", value);
  }

  async extend(values: Iterable<T>): Promise<void> {
    await this.call("extend", Array.from(values));
  }

  extendSync(values: Iterable<T>): void {
    this.callSync("extend", Array.from(values));
  }

  /** Puts a value before `index`. */
  async insert(index: number, value: T): Promise<void> {
    await this.call("insert", index, value);
  }

  insertSync(index: number, value: T): void {
    this.callSync("insert", index, value);
  }

  /** Takes an item out, the last one unless told otherwise. @throws IndexError */
  async pop(index = -1): Promise<T> {
    return (await this.call("pop", index)) as T;
  }

  popSync(index = -1): T {
    return this.callSync("pop", index) as T;
  }

  /** Takes out the first item equal to `value` (an object never is: it is a copy). @throws ValueError when there is none */
  async remove(value: T): Promise<void> {
    await this.call("remove", value);
  }

  removeSync(value: T): void {
    this.callSync("remove", value);
  }

  /** Where the first item equal to `value` is. @throws ValueError when there is none */
  async index(value: T): Promise<number> {
    return (await this.call("index", value)) as number;
  }

  indexSync(value: T): number {
    return this.callSync("index", value) as number;
  }

  async count(value: T): Promise<number> {
    return (await this.call("count", value)) as number;
  }

  countSync(value: T): number {
    return this.callSync("count", value) as number;
  }

  async reverse(): Promise<void> {
    await this.call("reverse");
  }

  reverseSync(): void {
    this.callSync("reverse");
  }

  /** Sorts numbers or strings, in Python's order. @throws DTypeError for anything else; nothing is changed then */
  async sort({ reverse = false }: { reverse?: boolean } = {}): Promise<void> {
    await this.call("sort", reverse);
  }

  sortSync({ reverse = false }: { reverse?: boolean } = {}): void {
    this.callSync("sort", reverse);
  }

  async clear(): Promise<void> {
    await this.call("clear");
  }

  clearSync(): void {
    this.callSync("clear");
  }

  /** How many items there are: Python's `len(l)`. */
  async size(): Promise<number> {
    return (await this.call("size")) as number;
  }

  sizeSync(): number {
    return this.callSync("size") as number;
  }

  /** A copy of some items, or of all. */
  async slice(start?: number, end?: number): Promise<T[]> {
    return (await this.call("slice", start, end)) as T[];
  }

  sliceSync(start?: number, end?: number): T[] {
    return this.callSync("slice", start, end) as T[];
  }

  /** Over a copy made when the loop starts. */
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    yield* await this.slice();
  }
}

travelsByName("multiprocessing.ListProxy", ListProxy);
