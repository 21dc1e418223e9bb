import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take half a minute or more. */
const LONG = [
  "spark/cluster/cluster",
  "spark/own-functions/shared",
  "spark/connect/restart",
  "spark/golden/live",
  "spark/golden/golden",
  "spark/sql-text/agreement",
  "examples/spark_low_level",
  "examples/spark_stage",
  "spark/rdd/cluster_programs",
  "spark/rdd/programs",
  "spark/connect/server",
  "mapreduce/fault_kills",
  "mapreduce/fault_tasks",
  "mapreduce/fault_loading",
  "browser/tasks",
  "spark/rdd/cluster",
].map((name) => `/test/${name}.test.ts`);

/**
 * In a fresh checkout Vitest knows nothing of how long files take, and begins with those that are long to read. One that begins last is waited for by all:
 * the longest are first, each group by itself.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.endsWith(name));
      return at < 0 ? LONG.length : at;
    };
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.sort((a, b) => group(a) - group(b) || place(a) - place(b));
  }
}
