/** Own properties: their names once a shape, and the values. */
import type { Encoder } from "./encoder.js";
import { property, through } from "./refusal.js";
import { ACCESSOR, UNDEFINED } from "./tags.js";

/** Shapes that are compared before a new one is made. */
const RECENT_SHAPES = 8;
/** An error in an error takes so many times the stack of an object in an object. */
const FRAMES_OF_CAUSE = 3;

/** Writes properties with these names. */
export function writeFields(encoder: Encoder, object: object, keys: readonly string[]): void {
  writeShape(encoder, keys);
  for (let i = 0; i < keys.length; i++) writeField(encoder, object, keys[i]!);
}

/** Writes whatever own enumerable properties the object has. */
export function writeOwnFields(encoder: Encoder, object: object): void {
  const keys = Object.keys(object);
  const symbols = enumerableSymbols(object);
  if (symbols.length === 0) {
    writeFields(encoder, object, keys);
    return;
  }
  const { sink } = encoder;
  sink.count(1);
  sink.count(keys.length + symbols.length);
  for (const key of keys) sink.string(key);
  for (const key of symbols) {
    try {
      encoder.symbol(key);
    } catch (error) {
      through(error, property(key));
    }
  }
  // Shapes with symbols aren't looked for again, but they are counted.
  encoder.shapes.push([]);
  for (const key of [...keys, ...symbols]) writeField(encoder, object, key);
}

/**
 * Writes properties of an error, which must arrive: what can't travel is replaced by the NotPortableError that says why,
 * and a getter by its value.
 */
export function writeLenientFields(encoder: Encoder, error: object, keys: readonly string[]): void {
  writeShape(encoder, keys);
  for (const key of keys) {
    let value: unknown;
    try {
      value = (error as Record<string, unknown>)[key];
    } catch {
      value = undefined;
    }
    // Where nesting ends, the error that says so still has its strings to write.
    const nests = (typeof value === "object" && value !== null) || typeof value === "function";
    const write = (): void => encoder.value(value);
    const refusal = encoder.attempt(nests ? () => encoder.nested(write, FRAMES_OF_CAUSE) : write);
    if (refusal !== undefined) encoder.value(refusal.toError(`error › ${property(key)}`));
  }
}

const noSymbols: readonly symbol[] = [];

/** The symbols among an object's own enumerable keys. */
export function enumerableSymbols(object: object): readonly symbol[] {
  const symbols = Object.getOwnPropertySymbols(object);
  if (symbols.length === 0) return noSymbols;
  return symbols.filter((key) => Object.prototype.propertyIsEnumerable.call(object, key));
}

/** A shape's number, or 1 and the names of a new one. Objects of one literal differ in values only. */
function writeShape({ shapes, sink }: Encoder, keys: readonly string[]): void {
  for (let i = shapes.length - 1, tries = RECENT_SHAPES; i >= 0 && tries > 0; i--, tries--) {
    if (sameKeys(shapes[i]!, keys)) {
      sink.count(i + 2);
      return;
    }
  }
  if (keys.length === 0) {
    sink.count(0);
    return;
  }
  shapes.push(keys);
  sink.count(1);
  sink.count(keys.length);
  for (let i = 0; i < keys.length; i++) sink.string(keys[i]!);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length > 0;
}

function writeField(encoder: Encoder, object: object, key: string | symbol): void {
  const descriptor = Object.getOwnPropertyDescriptor(object, key);
  try {
    if (descriptor === undefined) {
      encoder.sink.byte(UNDEFINED);
    } else if (descriptor.get === undefined && descriptor.set === undefined) {
      encoder.value(descriptor.value);
    } else {
      encoder.sink.byte(ACCESSOR);
      encoder.value(descriptor.get);
      encoder.value(descriptor.set);
    }
  } catch (error) {
    through(error, property(key));
  }
}
