/** What travels with a function, told beforehand. */

import { Socket } from "node:net";
import { basename } from "node:path";
import { explain } from "manycore/portable";
import { expect, test } from "vitest";

const limit = 3;
const stop = new Set(["the", "of"]);
const column = new Float64Array(1000);
const long = (word: string) => word.length > limit;
class Counter {
  count = 0;
  add(word: string): void {
    if (long(word)) this.count += 1;
  }
}

test("names, kinds, bytes and imports, in the order of use", () => {
  const task = (word: string) =>
    long(word) && !stop.has(word) && new Counter().count + column.length + basename(word).length;
  const told = explain(task);
  expect(told.portable).toBe(true);
  expect(told.bytes).toBeGreaterThan(8000);
  const find = (name: string) => told.parts.find((part) => part.name === name)!;
  expect(find("task")).toMatchObject({ kind: "arrow", depth: 0, problem: null });
  expect(find("long")).toMatchObject({ kind: "arrow", depth: 1 });
  expect(find("limit")).toMatchObject({ kind: "number", bytes: 1, depth: 2 });
  expect(find("stop")).toMatchObject({ kind: "Set", depth: 1 });
  expect(find("Counter").kind).toBe("class");
  expect(find("column").kind).toBe("Float64Array");
  expect(find("column").bytes).toBeGreaterThanOrEqual(8000);
  expect(
    told.parts
      .filter(({ name }) => name === "long")
      .map(({ kind }) => kind)
      .sort(),
  ).toEqual(["again", "arrow"]);
  expect(told.imports).toEqual(["node:path"]);
});

test("as a table", () => {
  const task = () => limit;
  expect(String(explain(task))).toMatch(
    /^task: \d+ bytes\nname +kind +bytes +from\ntask +arrow +\d+ +explain\.test\.ts:\d+\n {2}limit +number +1$/,
  );
});

test("what can't travel is listed, not thrown", () => {
  const db = { socket: new Socket() };
  const task = () => [db, limit];
  const told = explain(task);
  expect([told.portable, told.bytes]).toEqual([false, 0]);
  expect(told.parts.map(({ name, problem }) => [name, problem?.path])).toEqual([
    ["task", undefined],
    ["db", 'task › captured "db" › .socket'],
    ["limit", undefined],
  ]);
  expect(String(told)).toMatch(/^task can't travel\n/);
});
