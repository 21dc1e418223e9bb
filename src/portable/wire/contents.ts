/** What is in a container: elements, entries, properties. */
import type { Encoder } from "./encoder.js";
import { writeOwnFields } from "./fields.js";
import { through } from "./refusal.js";
import { ARRAY, HOLE, MAP, OBJECT, type SET } from "./tags.js";

/** The containers whose contents can be put off. */
export type ContainerTag = typeof OBJECT | typeof ARRAY | typeof MAP | typeof SET;

/** Writes the contents of a container that is enlisted. The decoder's inverse is its `#fill`. */
export function writeContents(encoder: Encoder, tag: ContainerTag, container: object): void {
  if (tag === OBJECT) writeOwnFields(encoder, container);
  else if (tag === ARRAY) writeElements(encoder, container as readonly unknown[]);
  else if (tag === MAP) writeEntries(encoder, container as ReadonlyMap<unknown, unknown>);
  else writeMembers(encoder, container as ReadonlySet<unknown>);
}

function writeElements(encoder: Encoder, array: readonly unknown[]): void {
  const { length } = array;
  encoder.sink.count(length);
  for (let i = 0; i < length; i++) {
    try {
      const value = array[i];
      if (value === undefined && !(i in array)) encoder.sink.byte(HOLE);
      else encoder.value(value);
    } catch (error) {
      through(error, `[${i}]`);
    }
  }
}

// The prototype's methods, as a subclass may have its own.
const entriesOf = Map.prototype.entries;
const valuesOf = Set.prototype.values;
const sizeOfMap = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get as (this: object) => number;
const sizeOfSet = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get as (this: object) => number;

function writeEntries(encoder: Encoder, map: ReadonlyMap<unknown, unknown>): void {
  encoder.sink.count(sizeOfMap.call(map));
  for (const [key, value] of entriesOf.call(map as Map<unknown, unknown>)) {
    try {
      encoder.value(key);
    } catch (error) {
      through(error, "a key");
    }
    try {
      encoder.value(value);
    } catch (error) {
      through(error, `.get(${shown(key)})`);
    }
  }
}

function writeMembers(encoder: Encoder, set: ReadonlySet<unknown>): void {
  encoder.sink.count(sizeOfSet.call(set));
  for (const value of valuesOf.call(set as Set<unknown>)) {
    try {
      encoder.value(value);
    } catch (error) {
      through(error, "an element");
    }
  }
}

/** A Map's key in a path. */
function shown(key: unknown): string {
  if (typeof key === "string") return JSON.stringify(key);
  if (typeof key === "object" && key !== null) return "an object";
  return String(key);
}
