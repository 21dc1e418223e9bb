import * as childProcess from "node:child_process";
import fs from "node:fs";
import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { originOf } from "../../dist/capture/index.js";

const { log } = console;
const { push } = Array.prototype;

test.each<[string, object, unknown]>([
  ["the global object", globalThis, { global: ["globalThis"] }],
  ["a global object", Math, { global: ["Math"] }],
  ["a global function", parseInt, { global: ["parseInt"] }],
  ["a static method", Object.defineProperty, { global: ["Object", "defineProperty"] }],
  ["a prototype", Map.prototype, { global: ["Map", "prototype"] }],
  ["a method", push, { global: ["Array", "prototype", "push"] }],
  ["a class of Node's", Buffer, { global: ["Buffer"] }],
  ["console", console, { global: ["console"] }],
  ["process", process, { global: ["process"] }],
  ["a function of process", process.cwd, { global: ["process", "cwd"] }],
  ["a builtin module", fs, { builtin: "node:fs", name: "*" }],
  ["a function of a builtin module", fs.readFileSync, { builtin: "node:fs", name: "readFileSync" }],
  ["one of a module in a module", readFile, { builtin: "node:fs/promises", name: "readFile" }],
  ["a module in a module", fs.promises, { builtin: "node:fs/promises", name: "*" }],
  ["an object of a builtin module", os.constants, { builtin: "node:os", name: "constants" }],
  ["another builtin module's", childProcess.spawn, { builtin: "node:child_process", name: "spawn" }],
  ["the platform's path", path, expect.objectContaining({ name: expect.stringMatching(/\*|posix|win32/) })],
])("%s", (_, value, origin) => {
  expect(originOf(value)).toEqual(origin);
});

test("process.env has no name: it is to be refused", () => {
  expect(originOf(process.env)).toBeNull();
});

test("the user's own things have none", () => {
  expect(originOf(() => 1)).toBeNull();
  expect(originOf({})).toBeNull();
  expect(originOf(test)).toBeNull();
});

test("functions that console was given are the user's or console's", () => {
  const origin = originOf(log);
  // Vitest puts a console of its own in place of Node's.
  expect(origin === null || "global" in origin).toBe(true);
});

test("a module that is loaded later is found", async () => {
  const dgram = await import("node:dgram");
  expect(originOf(dgram.createSocket)).toEqual({ builtin: "node:dgram", name: "createSocket" });
});
