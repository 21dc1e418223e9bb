/** Steps that take one element after the other. */
import { inspect } from "node:util";
import { ValueError } from "../../../errors.js";
import { type Chunk, eachChunk } from "../chunks.js";
import type { Transform } from "./context.js";
import { atOnce } from "./refuse-promise.js";

type OfElement<R = unknown> = (element: unknown) => R;

function mapping(method: string, make: (element: unknown) => unknown): Transform {
  return (input, at) =>
    eachChunk(input, (chunk) => {
      const made = new Array<unknown>(chunk.length);
      for (let i = 0; i < chunk.length; i++) {
        at.tick();
        made[i] = atOnce(make(chunk[i]), method);
      }
      return [made];
    });
}

function flattening(method: string, make: OfElement<Iterable<unknown>>): Transform {
  return (input, at) =>
    eachChunk(input, function* (chunk) {
      let made: unknown[] = [];
      for (let i = 0; i < chunk.length; i++) {
        at.tick();
        const several = iterable(make(chunk[i]), method);
        for (const one of several) {
          made.push(one);
          if (made.length < at.size) continue;
          yield made;
          made = [];
        }
      }
      if (made.length > 0) yield made;
    });
}

function iterable(made: unknown, method: string): Iterable<unknown> {
  if (typeof (made as Iterable<unknown> | null | undefined)?.[Symbol.iterator] === "function")
    return made as Iterable<unknown>;
  throw new ValueError(
    `The function of ${method}() gave ${inspect(made, { depth: 0 })}; it has to give an array or another iterable`,
  );
}

/** @throws ValueError for what is no pair */
export function pairOf(element: unknown, method: string): readonly [key: unknown, value: unknown] {
  if (Array.isArray(element) && element.length === 2) return element as unknown as [unknown, unknown];
  throw new ValueError(
    `${method}() is for RDDs of pairs [key, value], and an element is ${inspect(element, { depth: 1, maxStringLength: 100 })}`,
  );
}

export const elementSteps = {
  map: (f: OfElement): Transform => mapping("map", f),

  filter:
    (f: OfElement): Transform =>
    (input, at) =>
      eachChunk(input, (chunk) => {
        const kept: unknown[] = [];
        for (let i = 0; i < chunk.length; i++) {
          at.tick();
          if (atOnce(f(chunk[i]), "filter")) kept.push(chunk[i]);
        }
        return kept.length === 0 ? NONE : [kept];
      }),

  flatMap: (f: OfElement<Iterable<unknown>>): Transform => flattening("flatMap", f),

  keyBy: (f: OfElement): Transform => mapping("keyBy", (element) => [atOnce(f(element), "keyBy"), element]),

  keys: (): Transform => mapping("keys", (element) => pairOf(element, "keys")[0]),

  values: (): Transform => mapping("values", (element) => pairOf(element, "values")[1]),

  mapValues: (f: OfElement): Transform =>
    mapping("mapValues", (element) => {
      const [key, value] = pairOf(element, "mapValues");
      return [key, atOnce(f(value), "mapValues")];
    }),

  flatMapValues: (f: OfElement<Iterable<unknown>>): Transform =>
    flattening("flatMapValues", (element) => {
      const [key, value] = pairOf(element, "flatMapValues");
      return Array.from(iterable(f(value), "flatMapValues"), (one) => [key, one]);
    }),

  /** Elements become keys that stand for themselves. */
  asKeys: (): Transform => mapping("distinct", (element) => [element, null]),

  /** Says which of several RDDs a pair is of. */
  tagValues: (tag: number, method: string): Transform =>
    mapping(method, (element) => {
      const [key, value] = pairOf(element, method);
      return [key, [tag, value]];
    }),

  /** Pairs of a key and its tagged values, as pairs of the key and an array for each RDD. */
  untagGroups: (count: number): Transform =>
    mapping("cogroup", (element) => {
      const [key, tagged] = element as [unknown, readonly [number, unknown][]];
      const groups = Array.from({ length: count }, (): unknown[] => []);
      for (const [tag, value] of tagged) groups[tag]!.push(value);
      return [key, groups];
    }),
};

const NONE: readonly Chunk[] = [];
