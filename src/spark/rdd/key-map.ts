import { encodeKey } from "../../mapreduce/for-rdds.js";

/**
 * A Map whose keys are equal when mapreduce's keys are: arrays and objects by what is in them, -0 as 0. Entries come in the order in which their keys
 * came first, with the first of equal keys.
 *
 * @throws ValueError, in its methods, for keys that have no place in the order
 */
export class KeyMap<V> {
  readonly #entries = new Map<unknown, [key: unknown, value: V]>();
  #scratch = Buffer.allocUnsafe(256);

  get size(): number {
    return this.#entries.size;
  }

  /** The entry of a key, whose value may be changed. */
  find(key: unknown): [key: unknown, value: V] | undefined {
    return this.#entries.get(this.#handle(key));
  }

  /** The entry of a key, made if there is none. */
  entry(key: unknown, make: () => V): [key: unknown, value: V] {
    const handle = this.#handle(key);
    let entry = this.#entries.get(handle);
    if (entry === undefined) this.#entries.set(handle, (entry = [key, make()]));
    return entry;
  }

  entries(): IterableIterator<[key: unknown, value: V]> {
    return this.#entries.values();
  }

  clear(): void {
    this.#entries.clear();
  }

  /** What stands for a key in a Map. Numbers stand for themselves, and strings that no encoded key is. */
  #handle(key: unknown): unknown {
    if (typeof key === "string") return key.charCodeAt(0) === 0 ? `\0${key}` : key;
    if (typeof key === "number" && !Number.isNaN(key)) return key === 0 ? 0 : key;
    return `\0\x01${this.#encoded(key)}`;
  }

  #encoded(key: unknown): string {
    for (;;) {
      const end = encodeKey(this.#scratch, 0, this.#scratch.length, key);
      if (end >= 0) return this.#scratch.toString("latin1", 0, end);
      this.#scratch = Buffer.allocUnsafe(2 * this.#scratch.length);
    }
  }
}
