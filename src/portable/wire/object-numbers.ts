/** Up to so many objects are looked for in a list, which beats a Map. */
const LIST_LIMIT = 12;

/** The objects of a parcel by number, in the order in which both sides meet them. */
export class ObjectNumbers {
  #objects: object[] = [];
  readonly #numbers = new Map<object, number>();

  get count(): number {
    return this.#objects.length;
  }

  clear(): void {
    if (this.#objects.length > LIST_LIMIT) this.#objects = [];
    else this.#objects.length = 0;
    if (this.#numbers.size > 0) this.#numbers.clear();
  }

  /** The object's number, or -1. */
  of(object: object): number {
    const objects = this.#objects;
    const count = objects.length;
    if (count > LIST_LIMIT) return this.#numbers.get(object) ?? -1;
    for (let i = 0; i < count; i++) if (objects[i] === object) return i;
    return -1;
  }

  /** Gives the object the next number. */
  add(object: object): void {
    const objects = this.#objects;
    const number = objects.length;
    objects.push(object);
    if (number === LIST_LIMIT) for (let i = 0; i < LIST_LIMIT; i++) this.#numbers.set(objects[i]!, i);
    if (number >= LIST_LIMIT) this.#numbers.set(object, number);
  }

  /** Forgets the objects from that number on. */
  truncate(count: number): void {
    for (const object of this.#objects.splice(count)) this.#numbers.delete(object);
  }
}
