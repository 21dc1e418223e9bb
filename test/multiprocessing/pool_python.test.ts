/** Python's Pool and ours, asked the same. */
import { execFileSync } from "node:child_process";
import { Pool } from "manycore/multiprocessing";
import { afterAll, describe, expect, test } from "vitest";
import { partPath, skipWithout } from "../support/parts.js";

/** Each line answers one question; the functions are at the top level because Python can only send those. */
const PROGRAM = `
import json, multiprocessing as mp

def square(x): return x * x
def power(a, b): return a ** b
def fails(x):
    if x == 3: raise ValueError("three")
    return x
def fill(key): KEYS.append(key)
KEYS = []
def read(_): return list(KEYS)

def tell(value): print(json.dumps(value))

if __name__ == "__main__":
    with mp.get_context("fork").Pool(2, fill, ("k",)) as pool:
        tell(pool.map(square, range(10)))
        tell(pool.map(square, range(10), chunksize=3))
        tell(pool.map(square, []))
        tell(pool.starmap(power, [(2, 3), (3, 2)]))
        tell(list(pool.imap(square, range(7))))
        tell(sorted(pool.imap_unordered(square, range(7), 2)))
        tell(pool.apply(power, (2, 5)))
        try: pool.map(fails, range(6))
        except ValueError as e: tell(str(e))
        before = []
        try:
            for x in pool.imap(fails, range(6)): before.append(x)
        except ValueError as e: tell([before, str(e)])
        tell(pool.map(read, range(3)))
        try: pool.join()
        except ValueError as e: tell(str(e))
        pool.close()
        try: pool.map(square, [1])
        except ValueError as e: tell(str(e))
        pool.join()
    try: mp.Pool(0)
    except ValueError as e: tell(str(e))
`;

const square = (x: number): number => x * x;
const power = (a: number, b: number): number => a ** b;
const fails = (x: number): number => {
  if (x === 3) throw new RangeError("three");
  return x;
};
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

async function collect(stream: AsyncIterable<number>, into: number[] = []): Promise<number[]> {
  for await (const x of stream) into.push(x);
  return into;
}

const message = (error: unknown): string => (error as Error).message;

describe("beside Python", () => {
  skipWithout("python");

  test.each(["thread", "process"] as const)("the same answers, context %s", async (context) => {
    const text = execFileSync(partPath("python"), ["-c", PROGRAM], { encoding: "utf8", timeout: 25_000 });
    const python = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    const fill = (key: string): void => {
      const holder = globalThis as { keys?: string[] };
      holder.keys = [...(holder.keys ?? []), key];
    };
    const read = (): string[] => (globalThis as { keys?: string[] }).keys ?? [];
    const pool = new Pool(2, { context, initializer: fill, initArgs: ["k"] });
    afterAll(() => pool.terminate());
    const before: number[] = [];
    const ours: unknown[] = [
      await pool.map(square, range(10)),
      await pool.map(square, range(10), { chunkSize: 3 }),
      await pool.map(square, []),
      await pool.starmap(power, [
        [2, 3],
        [3, 2],
      ]),
      await collect(pool.imap(square, range(7))),
      (await collect(pool.imapUnordered(square, range(7), { chunkSize: 2 }))).sort((a, b) => a - b),
      await pool.apply(power, [2, 5]),
      await pool.map(fails, range(6)).catch(message),
      [before, await collect(pool.imap(fails, range(6)), before).catch(message)],
      await pool.map(read, range(3)),
      await pool.join().catch(message),
    ];
    pool.close();
    ours.push(await pool.map(square, [1]).catch(message));
    await pool.join();
    try {
      new Pool(0);
    } catch (error) {
      ours.push(message(error));
    }
    expect(ours.length).toBe(python.length);
    for (const [i, wanted] of python.entries()) {
      // Ours say more than Python's, after the same words.
      if (typeof wanted === "string") expect(String(ours[i]).startsWith(wanted)).toBe(true);
      else expect(ours[i]).toEqual(wanted);
    }
  });
});
