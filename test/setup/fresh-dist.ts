import { whyBuildIsStale } from "../../scripts/build.mjs";

/** Vitest's global set-up: tests import the built package, so says so when it isn't what src/ would give. */
export default function fresh(): void {
  const reason = whyBuildIsStale(process.cwd());
  if (!reason) return;
  const text = `dist/ is not what src/ gives (${reason}): run \`npm run build\``;
  if (process.env.CI) throw new Error(text);
  console.warn(`manycore: ${text}`);
}
