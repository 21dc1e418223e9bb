import { spawnSync } from "node:child_process";
import { sparkServer } from "../support/spark.js";

/** The engines that a program of examples/spark/ runs on, with what its command line says for each. */
export const ENGINES = {
  embedded: async () => [],
  spark: async () => ["--remote", (await sparkServer()).url],
} as const satisfies Record<string, () => Promise<readonly string[]>>;

export type EngineName = keyof typeof ENGINES;

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What its lines say: a question and its answer, in JSON with a tab between them. */
  readonly answers: readonly (readonly [question: string, answer: unknown])[];
}

/** Runs a program of `examples/spark/` to its end, as its first lines say, without npx's own processes. */
export function runProgram(name: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", `examples/spark/${name}.ts`, ...args],
    { encoding: "utf8", timeout: 300_000 },
  );
  const lines = stdout.split("\n").filter((line) => line.includes("\t"));
  const answers = lines.map((line): [string, unknown] => {
    const tab = line.indexOf("\t");
    return [JSON.parse(line.slice(0, tab)), JSON.parse(line.slice(tab + 1))];
  });
  return { status, stdout, stderr, answers };
}
