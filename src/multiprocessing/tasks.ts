import { defineTasks as define } from "../portable/index.js";
import { carryArrays } from "./carriers.js";

/**
 * Names functions so that they travel by name instead of by source: in browsers and in bundles, where nobody can read what a function
 * closes over. Each worker imports the module, which defines the tasks there too. The functions are returned as they are.
 *
 * ```ts
 * export const tasks = defineTasks(import.meta, { square: (x: number) => x * x });
 * await pool.map(tasks.square, [1, 2, 3]);
 * ```
 *
 * Keep the module free of side effects. The same as `manycore/portable`'s, and ndarrays of the module's own copy of np travel: bundlers may
 * give a worker one copy of manycore and its tasks another.
 *
 * @param meta the module's `import.meta`
 * @throws ValueError when a name is taken by another function of the same module, or what is given is no function
 */
export const defineTasks: typeof define = (meta, tasks) => {
  carryArrays();
  return define(meta, tasks);
};
