import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Job, timed } from "../harness/serve.js";
import { roundTrips } from "./round_trips.js";
import type { Work } from "./work.js";

/** What piscina and tinypool, its fork, have in common. */
export interface ThreadPool {
  run(task: unknown, options: { name: string }): Promise<unknown>;
  destroy(): Promise<unknown>;
}

export interface PoolOptions {
  readonly filename: string;
  readonly minThreads: number;
  readonly maxThreads: number;
}

/** @returns the package's name and version, and Node's */
export function versionOf(name: string): string {
  // Their package.json isn't among their exports; their main files lie in dist/.
  const description = new URL("../package.json", import.meta.resolve(name));
  const { version } = JSON.parse(readFileSync(description, "utf8"));
  return `${name} ${version}, Node ${process.versions.node}`;
}

/** The rows as users of these pools write them; apart from the number of threads with the pools' own defaults. */
export function makeWith(start: (options: PoolOptions) => ThreadPool): (work: Work) => Job | string {
  const filename = fileURLToPath(new URL("tasks.mjs", import.meta.url));
  return (work) => {
    const { n, trips = 1, workers, durations = [] } = work;
    let pool: ThreadPool | undefined;
    const run = (name: string, task: unknown) => {
      pool ??= start({ filename, minThreads: workers, maxThreads: workers });
      return pool.run(task, { name });
    };
    const all = async (name: string, tasks: readonly number[]) => {
      const results = (await Promise.all(tasks.map((task) => run(name, task)))) as number[];
      return results.reduce((sum, result) => sum + result, 0);
    };
    const close = async () => {
      await pool?.destroy();
    };
    const items = Array.from({ length: n }, (_, index) => index);
    switch (work.id) {
      case "apply":
        return { run: () => timed(() => all("increment", items)), close };
      case "round trip":
        return { run: () => roundTrips(trips, (index) => run("increment", index) as Promise<number>), close };
      case "array": {
        const array = new Float64Array(n).fill(1);
        const trip = async () => {
          const back = (await run("identity", array)) as Float64Array;
          return back[n - 1] as number;
        };
        return { run: () => roundTrips(trips, trip), close };
      }
      case "uneven":
        return { run: () => timed(() => all("spin", durations)), close };
      case "map":
        return "it has no map; n tasks are the row of apply";
      case "queue 1→1":
      case "queue 4→4":
      case "queue 4→4, short":
        return "it has no queue";
      case "words by reduce":
      case "words by map":
        return "it has no map or reduce";
    }
  };
}
