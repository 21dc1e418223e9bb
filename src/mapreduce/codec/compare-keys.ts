import { KEY_DEPTH } from "./key-tags.js";
import { compareText } from "./key-text.js";
import { isPlain, notOrderable, tooDeep } from "./orderable.js";

const NULL = 0;
const FALSE = 1;
const TRUE = 2;
const NUMBER = 3;
const STRING = 4;
const ARRAY = 5;
const OBJECT = 6;

/**
 * The order of keys, in every runner: null < false < true < numbers < strings by code points < arrays, part by part and then the
 * shorter first < plain objects, as arrays of `[name, value]` sorted by name. Negative, 0 or positive; -0 is 0.
 *
 * @throws ValueError for keys that have no place in the order
 */
export function compareKeys(a: unknown, b: unknown): number {
  return compareAt(a, b, 0);
}

/** @throws ValueError when `key` has no place in the order of keys */
export function checkKey(key: unknown): void {
  compareAt(key, key, 0);
}

function compareAt(a: unknown, b: unknown, depth: number): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const kind = kindOf(a);
  const difference = kind - kindOf(b);
  if (difference !== 0) return difference;
  switch (kind) {
    case NUMBER:
      return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
    case ARRAY:
      if (depth === KEY_DEPTH) throw tooDeep(KEY_DEPTH);
      return compareArrays(a as unknown[], b as unknown[], depth + 1);
    case OBJECT:
      if (depth === KEY_DEPTH) throw tooDeep(KEY_DEPTH);
      return compareObjects(a as Record<string, unknown>, b as Record<string, unknown>, depth + 1);
    default:
      return 0;
  }
}

function compareArrays(a: unknown[], b: unknown[], depth: number): number {
  const shorter = a.length < b.length ? a.length : b.length;
  for (let i = 0; i < shorter; i++) {
    const difference = compareAt(a[i], b[i], depth);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function compareObjects(a: Record<string, unknown>, b: Record<string, unknown>, depth: number): number {
  const ours = Object.keys(a).sort(compareText);
  const theirs = Object.keys(b).sort(compareText);
  const shorter = ours.length < theirs.length ? ours.length : theirs.length;
  for (let i = 0; i < shorter; i++) {
    const names = compareText(ours[i]!, theirs[i]!);
    if (names !== 0) return names;
    const difference = compareAt(a[ours[i]!], b[theirs[i]!], depth);
    if (difference !== 0) return difference;
  }
  return ours.length - theirs.length;
}

function kindOf(key: unknown): number {
  switch (typeof key) {
    case "string":
      return STRING;
    case "number":
      if (!Number.isNaN(key)) return NUMBER;
      break;
    case "boolean":
      return key ? TRUE : FALSE;
    case "object":
      if (key === null) return NULL;
      if (Array.isArray(key)) return ARRAY;
      if (isPlain(key)) return OBJECT;
  }
  throw notOrderable(key);
}
