/** Of a worker: programs and broadcast values that it has decoded. */

import { release } from "../../../mapreduce/for-rdds.js";
import { decode, decodeAsync, needsModules } from "../../../portable/index.js";
import { hasBroadcast, keepBroadcasts, putBroadcast } from "../in-task.js";
import type { Program, RddTaskSpec, Shared } from "./task-spec.js";

/** Stages that a worker may be asked for in turn. */
const PROGRAMS = 16;

const programs = new Map<number, Program>();

/** The task's program, with the broadcast values that its functions read. */
export async function programOf({ program, broadcasts, live }: RddTaskSpec): Promise<Program> {
  keepBroadcasts(live);
  try {
    for (const each of broadcasts) {
      if (!hasBroadcast(each.id, each.version)) putBroadcast(each.id, each.version, await decoded(each));
    }
    const known = programs.get(program.id);
    if (known !== undefined) return known;
    const made = (await decoded(program)) as Program;
    const [oldest] = programs.keys();
    if (programs.size === PROGRAMS) programs.delete(oldest!);
    programs.set(program.id, made);
    return made;
  } finally {
    for (const { bytes } of [program, ...broadcasts]) release(bytes);
  }
}

async function decoded({ bytes, length }: Shared): Promise<unknown> {
  const parcel = (bytes.data as Uint8Array).subarray(0, length);
  return needsModules(parcel) ? decodeAsync(parcel, "process") : decode(parcel, "process");
}
