/** What makes two runs the same job, so that one may go on with the other's work. */
import { createHash } from "node:crypto";
import type { InputFile } from "../../input/index.js";
import type { JobPlan, StepPlan } from "../../job/index.js";

/** Each by the name under which a refusal speaks of it. Workers, memory and places of temporary data aren't in it: they change no output. */
export function identityOf(plan: JobPlan, files: readonly InputFile[]): Record<string, string> {
  return {
    job: plan.name,
    "the job's source": hash(sourceOf(plan)),
    options: JSON.stringify(plan.options),
    input: hash(files.map(({ path, size, mtimeMs }) => `${path}\0${size}\0${mtimeMs}`).join("\n")),
    encoding: plan.encoding,
    reducers: String(plan.reducers ?? "as many as workers"),
    "split size": String(plan.splitSize ?? "by the size of the input"),
    "longest record": String(plan.maxRecordBytes ?? "default"),
    "bad records": String(plan.badRecords),
  };
}

/** The classes that the job is made of, and the functions of its steps. What they call isn't looked at. */
function sourceOf({ Job, steps }: JobPlan): string {
  const sources: string[] = [];
  for (let each: unknown = Job; typeof each === "function"; each = Object.getPrototypeOf(each))
    sources.push(String(each));
  for (const step of steps) {
    for (const name of Object.keys(step).sort()) {
      const part = step[name as keyof StepPlan];
      sources.push(`${name}: ${part === undefined || part === null ? "" : String(part)}`);
    }
  }
  return sources.join("\n");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
