/** Goes through a plan's messages and makes another of what changes in it. */

/** A message, or the case and value of one that is one of several, as protobuf-es has them. */
export type Members = Readonly<Record<string, unknown>>;

/**
 * @param change is asked for every message and every `{ case, value }`, outer ones first; undefined: look into it
 * @returns the same where nothing changes; what leads to a change is a copy
 */
export async function rewrite<M extends object>(
  message: M,
  change: (members: Members) => Promise<object> | undefined,
): Promise<M> {
  return (await rewritten(message as Members, change)) as unknown as M;
}

async function rewritten(
  members: Members,
  change: (members: Members) => Promise<object> | undefined,
): Promise<Members> {
  const changed = change(members);
  if (changed !== undefined) return (await changed) as Members;
  return rewriteInside(members, change);
}

/** {@link rewrite} of what a message has in it. */
export async function rewriteInside(
  members: Members,
  change: (members: Members) => Promise<object> | undefined,
): Promise<Members> {
  let copy: Record<string, unknown> | undefined;
  for (const [name, value] of Object.entries(members)) {
    let now = value;
    if (Array.isArray(value)) now = await rewrittenAll(value, change);
    else if (isMessage(value)) now = await rewritten(value, change);
    if (now !== value) (copy ??= { ...members })[name] = now;
  }
  return copy ?? members;
}

async function rewrittenAll(
  values: readonly unknown[],
  change: (members: Members) => Promise<object> | undefined,
): Promise<readonly unknown[]> {
  const now: unknown[] = [];
  for (const value of values) now.push(isMessage(value) ? await rewritten(value, change) : value);
  return now.some((value, i) => value !== values[i]) ? now : values;
}

/** All messages of a plan. */
export function* messagesIn(value: unknown): Generator<Members, void, undefined> {
  if (Array.isArray(value)) for (const item of value) yield* messagesIn(item);
  if (!isMessage(value)) return;
  yield value;
  for (const member of Object.values(value)) yield* messagesIn(member);
}

function isMessage(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
