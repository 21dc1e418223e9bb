import { create } from "@bufbuild/protobuf";
import type { Engine } from "../../engine/index.js";
import { planOf, relation } from "../../plan/index.js";
import {
  AnalyzePlanRequest_ExplainSchema,
  AnalyzePlanRequest_Explain_ExplainMode as ExplainMode,
} from "../../proto/index.js";

/** Spark's own number where it knows of no cores. */
const LEAST = 2;

/**
 * The partitions that Spark makes of what isn't in any, its `defaultParallelism`: no setting says it on all clusters, but the plan of a range does.
 *
 * @throws SparkException
 */
export async function parallelismOf(engine: Engine): Promise<number> {
  const range = relation("range", { start: 0n, end: 1n, step: 1n });
  const request = create(AnalyzePlanRequest_ExplainSchema, {
    plan: planOf(range),
    explainMode: ExplainMode.SIMPLE,
  });
  const { explainString } = await engine.analyze("explain", request);
  const [, splits] = /splits=(?:Some\()?(\d+)/.exec(explainString) ?? [];
  return splits === undefined ? LEAST : Math.max(1, Number(splits));
}
