import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const description = JSON.parse(readFileSync("package.json", "utf8"));

/** The modules that a script reaches through static imports, its own files followed. */
function reached(file: string, seen = new Map<string, string[]>()): Map<string, string[]> {
  if (seen.has(file)) return seen;
  const names = [...readFileSync(file, "utf8").matchAll(/^import .*?from "([^"]+)";/gms)].map(
    (match) => match[1]!,
  );
  seen.set(file, names);
  for (const name of names.filter((name) => name.startsWith("."))) reached(join(file, "..", name), seen);
  return seen;
}

describe("the package", () => {
  test("has nothing that runs when it is installed, here or at its users'", () => {
    const hooks = [
      "preinstall",
      "install",
      "postinstall",
      "prepare",
      "prepublish",
      "preprepare",
      "postprepare",
    ];
    expect(Object.keys(description.scripts).filter((name) => hooks.includes(name))).toEqual([]);
  });

  test("exports rooms that exist, each with its types", () => {
    const rooms = [...readdirSync("src"), "spark/mapreduce-runner"];
    for (const [path, target] of Object.entries<string | Record<string, string>>(description.exports)) {
      if (typeof target === "string") continue;
      const room = path.slice(2);
      expect(rooms).toContain(room);
      expect(Object.entries(target)).toEqual([
        ["types", `./dist/${room}/index.d.ts`],
        ["default", `./dist/${room}/index.js`],
      ]);
      expect(readFileSync(target.default!, "utf8")).not.toBe("");
      expect(readFileSync(target.types!, "utf8")).not.toBe("");
    }
  });

  test("is locked without naming a registry, and for every platform", () => {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
    const entries = Object.entries<{ resolved?: string; optionalDependencies?: object }>(packages);
    expect(entries.filter(([, entry]) => entry.resolved !== undefined)).toEqual([]);
    const optional = entries.flatMap(([, entry]) => Object.keys(entry.optionalDependencies ?? {}));
    expect(optional.filter((name) => !(`node_modules/${name}` in packages))).toEqual([]);
  });

  test("needs nothing but Node to set itself up", () => {
    const imports = [...reached("scripts/prepare.mjs").values()].flat();
    expect(imports).toContain("./build.mjs");
    const foreign = imports.filter((name) => !name.startsWith("."));
    expect(foreign.filter((name) => !builtinModules.includes(name.replace(/^node:/, "")))).toEqual([]);
  });
});
