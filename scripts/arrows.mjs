// @ts-check
/**
 * Checks the arrows between the rooms with dependency-cruiser, and that it saw them: without a TypeScript that it
 * knows it cruises no module and reports no mistake.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @typedef {{ modules: number, imports: number, problems: string[] }} Arrows */

/**
 * @param {string} folder the folder that holds src/
 * @returns {Promise<Arrows>} how much was looked at and a line for each import that isn't allowed
 */
export async function checkArrows(folder) {
  const { forbidden, options } = createRequire(import.meta.url)("../.dependency-cruiser.cjs");
  if (!existsSync(join(folder, "src")))
    return { modules: 0, imports: 0, problems: [`${folder} has no src/`] };
  const { output } = await cruise(["src"], {
    ...options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden },
    outputType: undefined,
  });
  const { modules, summary } = /** @type {import("dependency-cruiser").ICruiseResult} */ (output);
  const ours = modules.filter((module) => module.source.startsWith("src/"));
  const imports = ours.reduce((count, module) => count + module.dependencies.length, 0);
  const problems = summary.violations.map(
    ({ from, to, rule }) =>
      `${from} → ${to}: ${forbidden.find((/** @type {any} */ one) => one.name === rule.name)?.comment ?? rule.name} (${rule.name})`,
  );
  if (ours.length === 0)
    problems.push("no module was cruised: dependency-cruiser doesn't know this TypeScript");
  else if (ours.length > 1 && imports === 0) problems.push("no import was seen between the modules");
  for (const entry of readdirSync(join(folder, "src"), { withFileTypes: true })) {
    const isRoom = forbidden.some(
      (/** @type {{ name: string }} */ rule) => rule.name === `${entry.name}-points-down`,
    );
    if (entry.isDirectory() && !isRoom) {
      problems.push(
        `src/${entry.name}/ is no room: name it in .dependency-cruiser.cjs with what it may import`,
      );
    }
  }
  return { modules: ours.length, imports, problems };
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { modules, imports, problems } = await checkArrows(root);
  for (const problem of problems) console.log(problem);
  console.log(`${modules} modules and ${imports} imports looked at, ${problems.length} not allowed`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
