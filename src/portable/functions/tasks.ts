import type { AnyFunction } from "../../capture/index.js";
import { ValueError } from "../../errors.js";

/** What stands for a task on the way: the module that defines it, and its name there. */
export interface TaskName {
  readonly url: string;
  readonly name: string;
}

/** One a thread, however often the package is loaded: a bundle may hold a copy of its own. */
const KEY = Symbol.for("manycore.tasks");

interface Registry {
  readonly byModule: Map<string, Map<string, AnyFunction>>;
  readonly names: WeakMap<AnyFunction, TaskName>;
}

function registry(): Registry {
  const holder = globalThis as { [KEY]?: Registry };
  holder[KEY] ??= { byModule: new Map(), names: new WeakMap() };
  return holder[KEY];
}

/**
 * Names functions so that they travel by name instead of by source: in browsers and in bundles, where nobody can read
 * what a function closes over. The module is imported in each worker, which defines the tasks there too; what the
 * functions use of it is the worker's own copy.
 *
 * ```ts
 * export const { square, cube } = defineTasks(import.meta, {
 *   square: (x: number) => x * x,
 *   cube: (x: number) => x ** 3,
 * });
 * await pool.map(square, [1, 2, 3]);
 * ```
 *
 * The functions are returned as they are. Keep the module free of side effects, as each worker runs it.
 *
 * @param meta the module's `import.meta`
 * @throws ValueError when a name is taken by another function of the same module, or what is given is no function
 */
export function defineTasks<const T extends Readonly<Record<string, (...args: never[]) => unknown>>>(
  meta: { readonly url: string },
  tasks: T,
): T {
  const { byModule, names } = registry();
  const url = meta?.url;
  if (typeof url !== "string" || url === "")
    throw new ValueError(
      "defineTasks needs the module's import.meta as its first argument: its url names the tasks",
    );
  let module = byModule.get(url);
  if (module === undefined) byModule.set(url, (module = new Map()));
  for (const [name, task] of Object.entries(tasks)) {
    if (typeof task !== "function")
      throw new ValueError(`defineTasks: ${JSON.stringify(name)} is no function but ${typeof task}`);
    const before = module.get(name);
    if (before !== undefined && before !== task && !sameText(before, task))
      throw new ValueError(
        `defineTasks: ${url} has another task ${JSON.stringify(name)} already (a bundle makes one module of many): give it a name of its own`,
      );
    module.set(name, task);
    names.set(task, { url, name });
  }
  return tasks;
}

/** How a function is named, if it is a task. */
export function taskOf(fn: AnyFunction): TaskName | undefined {
  return registry().names.get(fn);
}

/** The task of that name. @throws ValueError when the module didn't define it in this thread */
export function taskNamed(url: string, name: string): AnyFunction {
  const module = registry().byModule.get(url);
  const task = module?.get(name);
  if (task === undefined) {
    const others =
      module === undefined ? "defines no tasks" : `defines only ${[...module.keys()].join(", ")}`;
    throw new ValueError(
      `There is no task ${JSON.stringify(name)} here: ${url} ${others}. Call defineTasks at the module's top level, and let both sides run the same build.`,
    );
  }
  return task;
}

/** Hot reloading evaluates a module again, with the same tasks. */
function sameText(a: AnyFunction, b: AnyFunction): boolean {
  return Function.prototype.toString.call(a) === Function.prototype.toString.call(b);
}
