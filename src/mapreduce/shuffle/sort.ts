import { KEY, LENGTH } from "./record.js";

/**
 * What is sorted: triples of words, partition, prefix, record. The prefix is 4 bytes of the key as a number: a *super-character*
 * (Bentley and Sedgewick, "Fast Algorithms for Sorting and Searching Strings", SODA 1997), kept beside the record's position so that most
 * comparisons don't touch the record (Ng and Kakehi, "Cache Efficient Radix Sort for String Sorting", 2007).
 */
export const TRIPLE = 3;
export const TRIPLE_BYTES = 4 * TRIPLE;

/**
 * Ranges from here on are distributed by 8 bits at a time, smaller ones are partitioned around a pivot. It also bounds what a bad choice of
 * pivots can cost. With 10^6 records of 10 random bytes 512 to 4096 took the same time, without distribution it was 1.7 times as long.
 */
const RADIX_LEAST = 2048;
const BUCKETS = 256;
/** Up to here by insertion. */
const INSERTION_MOST = 12;
/** In place of a depth: the keys are the same, and the prefix is the record's position. */
const SAME = -1;

/**
 * Sorts records by partition, then by the bytes of their keys as `memcmp` does, then by position, which is the order in which they came. It
 * needs no memory but a stack: keys don't begin one another, so the end of a key never has to be compared with anything.
 */
export class IndexSort {
  readonly #u32: Uint32Array;
  readonly #counts = new Int32Array(BUCKETS + 1);
  readonly #next = new Int32Array(BUCKETS);
  /** Ranges still to be sorted: first triple, the one behind the last, depth in bytes. */
  readonly #stack: number[] = [];
  #first = 0;

  constructor(u32: Uint32Array) {
    this.#u32 = u32;
  }

  /**
   * Sorts the `count` triples from word `first` on.
   * @returns for each partition the number of its first triple, and at the end `count`
   */
  sort(first: number, count: number, partitions: number): Int32Array {
    this.#first = first;
    const starts = this.#distribute(count, partitions);
    for (let p = 0; p < partitions; p++) this.#sort(starts[p]!, starts[p + 1]!);
    return starts;
  }

  /** American flag sort (McIlroy, Bostic, McIlroy, "Engineering Radix Sort", 1993) on the partition. */
  #distribute(count: number, partitions: number): Int32Array {
    const u32 = this.#u32;
    const starts = new Int32Array(partitions + 1);
    const base = this.#first;
    if (partitions === 1) {
      starts[1] = count;
      return starts;
    }
    const end = base + TRIPLE * count;
    for (let t = base; t < end; t += TRIPLE) starts[u32[t]! + 1]!++;
    for (let p = 0; p < partitions; p++) starts[p + 1]! += starts[p]!;
    const next = starts.slice();
    for (let p = 0; p < partitions; p++) {
      const stop = starts[p + 1]!;
      for (let k = next[p]!; k < stop; k = next[p]!) {
        const t = base + TRIPLE * k;
        const q = u32[t]!;
        const other = base + TRIPLE * next[q]!++;
        if (q === p) continue;
        const prefix = u32[t + 1]!;
        const record = u32[t + 2]!;
        u32[t] = u32[other]!;
        u32[t + 1] = u32[other + 1]!;
        u32[t + 2] = u32[other + 2]!;
        u32[other] = q;
        u32[other + 1] = prefix;
        u32[other + 2] = record;
      }
    }
    return starts;
  }

  #sort(from: number, to: number): void {
    const stack = this.#stack;
    stack.push(from, to, 0);
    while (stack.length > 0) {
      const depth = stack.pop()!;
      const high = stack.pop()!;
      const low = stack.pop()!;
      const count = high - low;
      if (count <= INSERTION_MOST) this.#insert(low, high, depth);
      else if (count >= RADIX_LEAST) this.#radix(low, high, depth);
      else this.#pivot(low, high, depth);
    }
  }

  /** Distributes a range by the highest 8 of the bits in which its prefixes differ. */
  #radix(low: number, high: number, depth: number): void {
    const from = this.#first + 1 + TRIPLE * low;
    const end = this.#first + 1 + TRIPLE * high;
    const differ = this.#difference(from, end);
    if (differ === 0) {
      this.#deeper(low, high, depth);
      return;
    }
    const shift = Math.max(0, 24 - Math.clz32(differ));
    this.#count(from, end, shift);
    this.#permute(from, shift);
    const counts = this.#counts;
    for (let b = 0; b < BUCKETS; b++) {
      if (counts[b + 1]! - counts[b]! > 1) this.#stack.push(low + counts[b]!, low + counts[b + 1]!, depth);
    }
  }

  // Each loop over many has a method of its own: the engine compiles a loop while it runs, without what it doesn't know yet of those behind
  // it, and would drop that code at the next one each time (seen with --trace-deopt).

  /** The bits in which the prefixes from word `from` to before `end` differ. */
  #difference(from: number, end: number): number {
    const u32 = this.#u32;
    const one = u32[from]!;
    let differ = 0;
    for (let t = from; t < end; t += TRIPLE) differ |= u32[t]! ^ one;
    return differ;
  }

  /** Where each bucket begins. */
  #count(from: number, end: number, shift: number): void {
    const u32 = this.#u32;
    const counts = this.#counts;
    counts.fill(0);
    for (let t = from; t < end; t += TRIPLE) counts[((u32[t]! >>> shift) & 255) + 1]!++;
    for (let b = 0; b < BUCKETS; b++) counts[b + 1]! += counts[b]!;
  }

  /** Puts each into its bucket. */
  #permute(from: number, shift: number): void {
    const u32 = this.#u32;
    const counts = this.#counts;
    const next = this.#next;
    next.set(counts.subarray(0, BUCKETS));
    for (let b = 0; b < BUCKETS; b++) {
      const stop = counts[b + 1]!;
      for (let k = next[b]!; k < stop; k = next[b]!) {
        const t = from + TRIPLE * k;
        const prefix = u32[t]!;
        const bucket = (prefix >>> shift) & 255;
        const other = from + TRIPLE * next[bucket]!++;
        if (bucket === b) continue;
        const record = u32[t + 1]!;
        u32[t] = u32[other]!;
        u32[t + 1] = u32[other + 1]!;
        u32[other] = prefix;
        u32[other + 1] = record;
      }
    }
  }

  /** Multikey quicksort: less, the same, greater. */
  #pivot(low: number, high: number, depth: number): void {
    const u32 = this.#u32;
    const base = this.#first + 1;
    const pivot = this.#choose(low, high);
    let less = base + TRIPLE * low;
    let greater = base + TRIPLE * high;
    for (let t = less; t < greater; ) {
      const prefix = u32[t]!;
      if (prefix === pivot) {
        t += TRIPLE;
      } else if (prefix < pivot) {
        const record = u32[t + 1]!;
        u32[t] = u32[less]!;
        u32[t + 1] = u32[less + 1]!;
        u32[less] = prefix;
        u32[less + 1] = record;
        less += TRIPLE;
        t += TRIPLE;
      } else {
        greater -= TRIPLE;
        const record = u32[t + 1]!;
        u32[t] = u32[greater]!;
        u32[t + 1] = u32[greater + 1]!;
        u32[greater] = prefix;
        u32[greater + 1] = record;
      }
    }
    const same = (less - base) / TRIPLE;
    const above = (greater - base) / TRIPLE;
    if (same - low > 1) this.#stack.push(low, same, depth);
    if (high - above > 1) this.#stack.push(above, high, depth);
    if (above - same > 1) this.#deeper(same, above, depth);
  }

  /** The median of three prefixes, or of three medians (Tukey's ninther). */
  #choose(low: number, high: number): number {
    const step = (high - low) >>> 3;
    const middle = (low + high) >>> 1;
    if (step < 16) return this.#median(low, middle, high - 1);
    return median(
      this.#median(low, low + step, low + 2 * step),
      this.#median(middle - step, middle, middle + step),
      this.#median(high - 1 - 2 * step, high - 1 - step, high - 1),
    );
  }

  #median(a: number, b: number, c: number): number {
    const u32 = this.#u32;
    const base = this.#first + 1;
    return median(u32[base + TRIPLE * a]!, u32[base + TRIPLE * b]!, u32[base + TRIPLE * c]!);
  }

  /** The prefixes of a range are the same: goes on with the next 4 bytes of the keys, or by position when there are none. */
  #deeper(low: number, high: number, depth: number): void {
    const u32 = this.#u32;
    const base = this.#first + 1;
    const end = base + TRIPLE * high;
    const one = u32[base + TRIPLE * low + 1]!;
    // No key begins another: where one ends, all that are the same up to there end.
    const ended = depth + 4 >= (u32[one >>> 2]! & LENGTH);
    const next = ended ? SAME : depth + 4;
    for (let t = base + TRIPLE * low; t < end; t += TRIPLE) {
      u32[t] = ended ? u32[t + 1]! : prefixAt(u32, u32[t + 1]!, next);
    }
    this.#stack.push(low, high, next);
  }

  #insert(low: number, high: number, depth: number): void {
    const u32 = this.#u32;
    const from = this.#first + 1 + TRIPLE * low;
    const end = this.#first + 1 + TRIPLE * high;
    for (let t = from + TRIPLE; t < end; t += TRIPLE) {
      const prefix = u32[t]!;
      const record = u32[t + 1]!;
      let hole = t;
      while (hole > from) {
        const other = u32[hole - TRIPLE]!;
        if (other < prefix) break;
        if (other === prefix && !isBefore(u32, record, u32[hole - TRIPLE + 1]!, depth)) break;
        u32[hole] = other;
        u32[hole + 1] = u32[hole - TRIPLE + 1]!;
        hole -= TRIPLE;
      }
      u32[hole] = prefix;
      u32[hole + 1] = record;
    }
  }
}

function median(a: number, b: number, c: number): number {
  if (a < b) return b < c ? b : a < c ? c : a;
  return a < c ? a : b < c ? c : b;
}

/** Bytes `depth` to `depth + 4` of a record's key as a number in their order; zeros behind its end. `depth` is a multiple of 4. */
export function prefixAt(u32: Uint32Array, record: number, depth: number): number {
  const left = (u32[record >>> 2]! & LENGTH) - depth;
  if (left <= 0) return 0;
  const word = u32[(record + KEY + depth) >>> 2]!;
  const swapped = (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  return (left >= 4 ? swapped : swapped & (-1 << (8 * (4 - left)))) >>> 0;
}

/** Whether record `a` comes before `b`; the bytes of their keys up to `depth + 4` are the same. */
function isBefore(u32: Uint32Array, a: number, b: number, depth: number): boolean {
  if (depth === SAME) return a < b;
  const length = u32[a >>> 2]! & LENGTH;
  for (let at = depth + 4; at < length; at += 4) {
    const ours = prefixAt(u32, a, at);
    const theirs = prefixAt(u32, b, at);
    if (ours !== theirs) return ours < theirs;
  }
  return a < b;
}
