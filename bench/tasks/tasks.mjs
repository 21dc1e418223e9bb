// @ts-check
/** The tasks, in a file that piscina's and tinypool's workers load by its name. */

/** @param {number} x */
export function increment(x) {
  return x + 1;
}

/**
 * Keeps a core busy for a time and not for a number of operations: a core that is shared does as many tasks.
 *
 * @param {number} milliseconds
 */
export function spin(milliseconds) {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
  return milliseconds;
}

/**
 * @template T
 * @param {T} value
 */
export function identity(value) {
  return value;
}
