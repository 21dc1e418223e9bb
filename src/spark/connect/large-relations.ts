/** Tables in a plan that are too large for a message go to the server on their own, once a session. */
import { create } from "@bufbuild/protobuf";
import { rewrite } from "../plan/rewrite.js";
import { CachedLocalRelationSchema, type LocalRelation } from "../proto/index.js";
import type { Artifacts } from "./artifacts.js";

/** The default of Spark's `spark.sql.session.localRelationCacheThreshold`: below it a table stands in the plan. */
const INLINE_BYTES = 2 ** 20;

/**
 * @param message a plan, a relation or a request with one; isn't changed
 * @returns the same with each large LocalRelation uploaded and named by its hash; the very same when there is none
 */
export async function withoutLargeRelations<M extends object>(message: M, artifacts: Artifacts): Promise<M> {
  const hashes = new Map<LocalRelation, string>();
  return rewrite(message, (fields) => {
    if (fields.case !== "localRelation") return undefined;
    const table = fields.value as LocalRelation;
    return (table.data?.length ?? 0) < INLINE_BYTES ? undefined : cached(table, artifacts, hashes);
  });
}

/** A table may stand in several places: the same message is sent once. */
async function cached(table: LocalRelation, artifacts: Artifacts, hashes: Map<LocalRelation, string>) {
  const hash = hashes.get(table) ?? (await artifacts.cache(table));
  hashes.set(table, hash);
  return { case: "cachedLocalRelation", value: create(CachedLocalRelationSchema, { hash }) };
}
