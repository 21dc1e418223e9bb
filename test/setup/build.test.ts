import { existsSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { build, whyBuildIsStale } from "../../scripts/build.mjs";
import { scratchFolder } from "./scratch-folder.js";

function checkout(): string {
  const folder = scratchFolder({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": readFileSync("tsconfig.json", "utf8").replace(/"types": \[.*?\]/, '"types": []'),
    "tsconfig.build.json": readFileSync("tsconfig.build.json", "utf8"),
    "src/one.ts": "export const one: number = 1;",
    "src/two.ts": "export const two: number = 2;",
    "src/three.ts": "export const three: number = 3;",
  });
  symlinkSync(join(process.cwd(), "node_modules"), join(folder, "node_modules"));
  return folder;
}

describe("the build", () => {
  test("runs when contents change, not when times do, and leaves nothing of a source that is gone", () => {
    const folder = checkout();
    const said: string[] = [];
    const say = (text: string) => void said.push(text);

    build(folder, say);
    expect(readFileSync(join(folder, "dist/one.js"), "utf8")).toBe(
      'export { one } from "./chunks/base.js";\n',
    );
    expect(readFileSync(join(folder, "dist/chunks/base.js"), "utf8")).toContain("const one = 1;");
    expect(existsSync(join(folder, "dist/two.d.ts"))).toBe(true);
    expect(said).toEqual(["building dist (never built here)"]);

    utimesSync(join(folder, "src/one.ts"), new Date(), new Date());
    build(folder, say);
    expect(said).toHaveLength(1);

    writeFileSync(join(folder, "src/one.ts"), "export const one: number = 11;");
    rmSync(join(folder, "src/two.ts"));
    expect(whyBuildIsStale(folder)).toBe("sources changed");
    build(folder, say);
    expect(readFileSync(join(folder, "dist/chunks/base.js"), "utf8")).toContain("const one = 11;");
    expect(existsSync(join(folder, "dist/two.js"))).toBe(false);
    expect(existsSync(join(folder, "dist/two.d.ts.map"))).toBe(false);

    const removed = ["dist/chunks/base.js", "dist/one.d.ts", "dist/one.js"];
    for (const path of removed) rmSync(join(folder, path));
    expect(whyBuildIsStale(folder)).toBe("dist/chunks/base.js was removed");
    build(folder, say);
    expect(removed.filter((path) => !existsSync(join(folder, path)))).toEqual([]);
    expect(whyBuildIsStale(folder)).toBeUndefined();
  });
});
