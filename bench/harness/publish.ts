import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";

const RESULTS = new URL("../results/", import.meta.url);
const README = new URL("../README.md", import.meta.url);

/** A line on the machine that the times were taken on. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() || process.arch;
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return `${availableParallelism()} cores of ${model}, ${memory}, ${process.platform}, Node ${process.versions.node}`;
}

/** Writes a file of bench/results. */
export function writeResult(name: string, text: string): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL(name, RESULTS), text);
}

/** Replaces what lies between a benchmark's two marks in bench/README.md. */
export function replaceTable(benchmark: string, table: string): void {
  const begin = `<!-- npm run bench ${benchmark}: begin -->`;
  const end = `<!-- npm run bench ${benchmark}: end -->`;
  const readme = readFileSync(README, "utf8");
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`bench/README.md lacks the lines ${begin} and ${end} around the table`);
  writeFileSync(README, `${readme.slice(0, from + begin.length)}\n${table}\n${readme.slice(to)}`);
}
