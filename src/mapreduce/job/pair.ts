/** What mappers, combiners and reducers yield: a key and a value. */
export type Pair<K = unknown, V = unknown> = [key: K, value: V];

/** What a mapper or reducer may give back: pairs of the type `P`, or nothing, at once or later. */
export type Pairs<P extends Pair = Pair> = PairsNow<P> | AsyncIterable<P> | Promise<PairsNow<P>>;

/** What a combiner may give back. */
// biome-ignore lint/suspicious/noConfusingVoidType: a method that returns nothing has the type void
export type PairsNow<P extends Pair = Pair> = Iterable<P> | undefined | void;

/** Takes a pair on: to the shuffle, the next step or the output. */
export type Emit = (key: unknown, value: unknown) => void;

/** Makes the compiler take an array literal for a tuple, and those inside it too. */
type TupleHint = readonly [] | readonly [TupleHint?, ...TupleHint[]];

/**
 * A key and a value, to be yielded. Array literals are taken as tuples: `pair(null, [name, n])` is a pair of `null` and
 * `[string, number]`.
 *
 * Any array of two is a pair, so plain JavaScript may yield `[key, value]`; this function is there for the types.
 */
export function pair<K, V>(key: K | TupleHint, value: V | TupleHint): Pair<K, V> {
  return [key as K, value as V];
}
