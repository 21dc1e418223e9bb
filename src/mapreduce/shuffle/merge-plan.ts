/** How many runs are merged at once, and which. */

/** Below this a buffer is refilled so often that the calls cost more than the bytes. */
const READ_BYTES = 32 * 1024;
/** More in one buffer saves no time. */
const MOST_READ_BYTES = 1024 * 1024;
/** With however little memory: two runs and the output. */
const LEAST_BUFFER = 512;
/** Open files are one table a process, which all workers share; and a level of the tree costs more than a pass saves. */
const MOST_FAN_IN = 128;

/** Files that are merged at once with so much memory: a buffer for each and one for the output. */
export function fanInFor(memory: number, limit: number = MOST_FAN_IN): number {
  return Math.max(2, Math.min(limit, MOST_FAN_IN, Math.floor(memory / READ_BYTES) - 1));
}

/** Bytes of each of `count` buffers. */
export function bufferBytes(memory: number, count: number): number {
  return Math.max(LEAST_BUFFER, Math.min(MOST_READ_BYTES, Math.floor(memory / count)));
}

/**
 * How many of `files` go into the next pass; 0 when none is needed. The first pass takes as many as make all later ones full, and each
 * takes the smallest, so that the least is written (Huffman's tree with `fanIn` children: Knuth, TAOCP 3, 5.4.9).
 */
export function passSize(files: number, fanIn: number): number {
  if (files <= fanIn) return 0;
  const rest = (files - 1) % (fanIn - 1);
  return rest === 0 ? fanIn : rest + 1;
}
