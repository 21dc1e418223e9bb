/** Tables in a plan that are too large for a message go to the server on their own, once a session. */
import { create } from "@bufbuild/protobuf";
import { CachedLocalRelationSchema, type LocalRelation } from "../proto/index.js";
import type { Artifacts } from "./artifacts.js";

/** The default of Spark's `spark.sql.session.localRelationCacheThreshold`: below it a table stands in the plan. */
const INLINE_BYTES = 2 ** 20;

/** A message, or the case and value of one that is one of several, as protobuf-es has them. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * @param message a plan, a relation or a request with one; isn't changed
 * @returns the same with each large LocalRelation uploaded and named by its hash; the very same when there is none
 */
export async function withoutLargeRelations<M extends object>(message: M, artifacts: Artifacts): Promise<M> {
  const large = new Set<LocalRelation>();
  replaced(message as unknown as Fields, (table) => {
    large.add(table);
    return undefined;
  });
  if (large.size === 0) return message;
  const hashes = new Map<LocalRelation, string>();
  for (const table of large) hashes.set(table, await artifacts.cache(table));
  return replaced(message as unknown as Fields, (table) => hashes.get(table)) as unknown as M;
}

/** Copies what leads to a change, and nothing else. */
function replaced(fields: Fields, hashOf: (table: LocalRelation) => string | undefined): Fields {
  if (fields.case === "localRelation") {
    const table = fields.value as LocalRelation;
    const hash = (table.data?.length ?? 0) < INLINE_BYTES ? undefined : hashOf(table);
    if (hash === undefined) return fields;
    return { case: "cachedLocalRelation", value: create(CachedLocalRelationSchema, { hash }) };
  }
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(fields)) {
    const now = Array.isArray(value)
      ? replacedAll(value, hashOf)
      : isMessage(value)
        ? replaced(value, hashOf)
        : value;
    if (now !== value) (copy ??= { ...fields })[name] = now;
  }
  return copy ?? fields;
}

function replacedAll(
  values: readonly unknown[],
  hashOf: (table: LocalRelation) => string | undefined,
): readonly unknown[] {
  const now = values.map((value) => (isMessage(value) ? replaced(value, hashOf) : value));
  return now.some((value, i) => value !== values[i]) ? now : values;
}

function isMessage(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
