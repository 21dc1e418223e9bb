/** Requests from the workers of this thread: for its own objects, and for those of threads further up. */
import { NotSupportedError } from "../../errors.js";
import { participantName } from "../../threads/index.js";
import { type ParentLink, parentLink } from "../host/parent-link.js";
import { type ObjectId, placeName } from "./object-id.js";
import { countChildren, exposedCore } from "./registry.js";
import { everyoneBehind, goneBehind, participantBehind } from "./relayed.js";
import type { ServeOptions } from "./served-core.js";

/** Methods of the link itself, between a process and the one above. No object has methods of these names. */
const RELAY = "manycore.relay";
const GONE = "manycore.gone";
const NOBODY: ObjectId = { owner: "", id: 0 };

/** Callers in whose name this thread has asked its parent process. */
const spokenFor = new Set<number>();

/**
 * Serves a request that came from a worker of this thread: by the object if it lives here, else by asking this thread's own parent,
 * and so on up to the owner.
 * @param caller the worker's participant in this thread's process
 * @throws NotSupportedError (as rejection) when no thread on the way up has the object
 */
export async function serveRequest(
  caller: number,
  object: ObjectId,
  method: string,
  args: unknown[],
  options: ServeOptions,
): Promise<unknown> {
  if (method === RELAY) {
    const [id, name, inner, innerArgs] = args as [number, string, string, unknown[]];
    return serveRequest(participantBehind(caller, id, name), object, inner, innerArgs, options);
  }
  if (method === GONE) return leave(goneBehind(caller, args[0] as number));
  if (object.owner !== placeName()) return relay(caller, object, method, args, options);
  const core = exposedCore(object);
  if (core === undefined) {
    throw new NotSupportedError(
      `${method}() of a shared object that was closed`,
      "multiprocessing",
      "Keep the object (or its Manager) open until the workers that use it have ended.",
    );
  }
  return core.serve(method, args, caller, options);
}

async function relay(
  caller: number,
  object: ObjectId,
  method: string,
  args: unknown[],
  options: ServeOptions,
): Promise<unknown> {
  const up: ParentLink | null = parentLink();
  if (up === null) {
    throw new NotSupportedError(
      `${method}() of a shared object that lives in ${object.owner}`,
      "multiprocessing",
      "Objects are reached by the thread that made them and by the workers below it: make it in the parent and hand it down.",
    );
  }
  // Threads of one process have one table of participants, but the parent takes the link's for the caller.
  spokenFor.add(caller);
  return up.request(object, RELAY, [caller, participantName(caller), method, args], options);
}

/** A worker of this thread is there: its kind decides what is kept alive for it. */
export function callerStarted(context: "thread" | "process"): void {
  if (context === "process") countChildren(1);
}

/** A worker of this thread has ended: those behind it have too, and the threads above are told. */
export function callerEnded(caller: number, context: "thread" | "process"): void {
  leave(caller);
  if (context === "process") countChildren(-1);
}

function leave(caller: number): void {
  for (const id of everyoneBehind(caller)) leave(goneBehind(caller, id));
  if (!spokenFor.delete(caller)) return;
  parentLink()
    ?.request(NOBODY, GONE, [caller])
    .catch(() => undefined);
}
