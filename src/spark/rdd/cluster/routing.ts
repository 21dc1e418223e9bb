/** How a row gets to the partition that it is for: Spark sends it where the hash of a number says, so numbers are taken whose hash is known. */

/** Spark's seed of `hash`. */
const SEED = 42;

/**
 * The partition, of so many, that `repartition(partitions, column of ints)` puts a number into: MurmurHash3_x86_32 of its four bytes
 * (A. Appleby, 2011), without the sign that a remainder may have.
 */
export function partitionOfRoute(route: number, partitions: number): number {
  const hash = hashInt(route);
  return ((hash % partitions) + partitions) % partitions;
}

const known = new Map<number, Int32Array>();

/** For each of so many partitions the first number that goes there. */
export function routesTo(partitions: number): Int32Array {
  let routes = known.get(partitions);
  if (routes === undefined) {
    routes = new Int32Array(partitions).fill(-1);
    for (let left = partitions, route = 0; left > 0; route++) {
      const partition = partitionOfRoute(route, partitions);
      if (routes[partition] !== -1) continue;
      routes[partition] = route;
      left--;
    }
    known.set(partitions, routes);
  }
  return routes;
}

function hashInt(value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  let hash = SEED ^ k;
  hash = (hash << 13) | (hash >>> 19);
  hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  hash ^= 4;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
