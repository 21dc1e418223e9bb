import { describe, expect, test } from "vitest";
import { checkArrows } from "../../scripts/arrows.mjs";
import { scratchFolder } from "./scratch-folder.js";

describe("the arrows between rooms", () => {
  test("those of the architecture pass", async () => {
    const folder = scratchFolder({
      "src/errors.ts": "export class ManycoreError extends Error {}",
      "src/array/index.ts":
        'import { ManycoreError } from "../errors.js";\nexport const one = ManycoreError;',
      "src/kernel/index.ts": 'export { one } from "../array/index.js";',
      "src/blas/index.ts": 'export { one } from "../kernel/index.js";',
      "src/numpy/index.ts": 'export { one } from "../blas/index.js";',
    });
    expect(await checkArrows(folder)).toEqual({ modules: 5, imports: 4, problems: [] });
  });

  test("one that points up fails, of a type too", async () => {
    const folder = scratchFolder({
      "src/array/index.ts": 'export { two } from "../numpy/index.js";\nexport const one = 1;',
      "src/memory/index.ts": 'import type { One } from "../array/type.js";\nexport const first: One = 1;',
      "src/array/type.ts": "export type One = 1;",
      "src/numpy/index.ts": "export const two = 2;",
    });
    const { problems } = await checkArrows(folder);
    expect(problems).toContainEqual(
      expect.stringMatching(/array\/index\.ts → src\/numpy.*\(array-points-down\)/),
    );
    expect(problems).toContainEqual(
      expect.stringMatching(/memory\/index\.ts → src\/array.*\(memory-points-down\)/),
    );
  });

  test("numpy uses blas and not the other way round", async () => {
    const folder = scratchFolder({
      "src/blas/index.ts": 'export { two } from "../numpy/index.js";',
      "src/numpy/index.ts": "export const two = 2;",
    });
    expect((await checkArrows(folder)).problems).toEqual([expect.stringMatching("blas-points-down")]);
  });

  test("a room is entered through its index.ts", async () => {
    const folder = scratchFolder({
      "src/kernel/index.ts": 'export { shape } from "../array/shape.js";',
      "src/array/index.ts": 'export { shape } from "./shape.js";',
      "src/array/shape.ts": "export const shape = [];",
    });
    expect((await checkArrows(folder)).problems).toEqual([expect.stringMatching("through-the-door")]);
  });

  test("rooms that browsers run import none of Node's modules, save their types", async () => {
    const folder = scratchFolder({
      "src/threads/index.ts": 'import { Worker } from "node:worker_threads";\nexport const worker = Worker;',
      "src/memory/index.ts":
        'import type { Worker } from "node:worker_threads";\nexport type Thread = Worker | typeof import("node:os");',
    });
    expect((await checkArrows(folder)).problems).toEqual([
      expect.stringMatching(/^src\/threads.*browser-rooms/),
    ]);
  });

  test("optional peers are loaded on first use, never imported", async () => {
    const folder = scratchFolder({
      "package.json": '{ "peerDependencies": { "koffi": "*" } }',
      "node_modules/koffi/package.json": '{ "name": "koffi", "main": "index.js" }',
      "node_modules/koffi/index.js": "module.exports = {};",
      "src/blas/index.ts": 'export const load = () => import("koffi");',
      "src/blas/ffi.ts": 'import koffi from "koffi";\nexport const version = koffi.version;',
    });
    expect((await checkArrows(folder)).problems).toEqual([
      expect.stringMatching(/^src\/blas\/ffi\.ts.*optional-peers-on-first-use/),
    ]);
  });

  test("a folder that isn't a room fails", async () => {
    const folder = scratchFolder({ "src/attic/index.ts": "export const box = 1;" });
    expect((await checkArrows(folder)).problems).toEqual([expect.stringMatching(/src\/attic\/ is no room/)]);
  });

  test("a run that sees no module fails", async () => {
    const { modules, problems } = await checkArrows(scratchFolder({ "src/numpy/README.md": "words" }));
    expect(modules).toBe(0);
    expect(problems).toEqual([expect.stringMatching("no module was cruised")]);
  });
});
