/** What real Spark answered (answers/*.jsonl, by `npm run golden`), and what the embedded engine's functions give: types, names, nulls, values, errors. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { same } from "./compare.js";
import { type Answer, failingRows, GoldenDuckDB } from "./duckdb.js";
import type { GoldenGroup } from "./family.js";
import { ulpsOf } from "./tolerances.js";
import { waitingIn } from "./waiting.js";

const folder = new URL("queries/", import.meta.url);
let duckdb: GoldenDuckDB;
beforeAll(async () => {
  duckdb = await GoldenDuckDB.open();
});
afterAll(() => duckdb.close());

for (const file of readdirSync(folder)) {
  const family = file.replace(/\.ts$/, "");
  describe(family, async () => {
    const { default: groups } = (await import(new URL(file, folder).href)) as {
      default: readonly GoldenGroup[];
    };
    const place = new URL(`answers/${family}.jsonl`, import.meta.url);
    const recorded: ({ query: string } & Answer)[] = existsSync(place)
      ? readFileSync(place, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];
    const queries = groups.flatMap((group) => group.queries.map((query) => ({ group, query })));

    it("has all its answers", () => {
      expect(recorded.map(({ query }) => query)).toEqual(queries.map(({ query }) => query));
    });
    for (const [i, { group, query }] of queries.entries()) {
      it(`${query} (${group.table})`, async () => {
        const { query: _, name, ...theirs } = recorded[i]!;
        if (waitingIn(query) !== undefined && theirs.error === undefined) {
          await expect(duckdb.answer(query, group)).rejects.toThrow(NotSupportedError);
          return;
        }
        const ours = await duckdb.answer(query, group, failingRows(theirs));
        // Of a window Spark's name has its specification, which the analyzer writes.
        if (group.kind !== "window") expect(ours.name).toBe(name);
        expect({ ...ours, name: undefined, rows: undefined }).toEqual({
          ...theirs,
          name: undefined,
          rows: undefined,
        });
        expect(ours.rows?.length).toBe(theirs.rows?.length);
        const wrong = (ours.rows ?? []).flatMap((value, row) =>
          same(value, theirs.rows![row], theirs.type, ulpsOf(query))
            ? []
            : [{ row, ours: value, spark: theirs.rows![row] }],
        );
        expect(wrong).toEqual([]);
      });
    }
  });
}
