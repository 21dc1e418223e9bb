/** How handles travel: to a thread as a lease of the queue's words, to a process as the name of an object that the sender serves. */
import { NotSupportedError } from "../../errors.js";
import { type Block, dropLease } from "../../memory/index.js";
import type { Road } from "../../portable/index.js";
import { selfParticipant } from "../../threads/index.js";
import { expose, exposedCore, withdraw } from "../shared/index.js";
import type { LocalCore } from "./local-core.js";
import { onForget, type PackedLocal, receiveLocal } from "./local-queues.js";
import type { QueueCore, Sides } from "./queue-core.js";
import { type PackedRemote, RemoteCore } from "./remote-core.js";
import { receiveRemote } from "./remote-queues.js";
import { ROLE } from "./roles.js";
import { ServedQueue } from "./served-queue.js";

export type PackedCore = { readonly local: PackedLocal } | { readonly remote: PackedRemote };

const served = new Map<LocalCore, ServedQueue>();

onForget((core) => {
  const server = served.get(core);
  if (server === undefined) return;
  served.delete(core);
  withdraw(server);
});

/**
 * From here on the receiver counts as a holder, and as a possible producer if the handle can put.
 * @param lease takes a reference in the message's name
 */
export function packCore(
  core: QueueCore,
  sides: Sides,
  road: Road,
  lease: (block: Block) => number,
): PackedCore {
  if (road === "bundle") {
    throw new NotSupportedError(
      "a queue or a pipe",
      "another machine",
      "It needs the process that made it: send the items, not the queue.",
    );
  }
  if (core instanceof RemoteCore) {
    // Announced by the sender, which may close before the receiver has started.
    const token = core.hand(sides);
    const { object, maxsize, joinable } = core;
    return { remote: { object, token, maxsize, joinable } };
  }
  const local = core as LocalCore;
  const id = lease(local.block);
  local.holders.announce(id, sides.puts ? ROLE.handed : ROLE.none, sides.gets ? ROLE.handed : ROLE.none);
  if (road === "thread") {
    return { local: { lease: id, address: local.block.address, bytes: local.block.bytes } };
  }
  let server = served.get(local);
  if (server === undefined) {
    server = new ServedQueue(local);
    served.set(local, server);
  }
  local.serving = true;
  const { maxsize, joinable } = local;
  return { remote: { object: expose(server), token: id, maxsize, joinable } };
}

/** Inverse of `packCore`, in the thread that receives. */
export function unpackCore(packed: PackedCore, sides: Sides): QueueCore {
  if ("local" in packed) return receiveLocal(packed.local);
  const { object, token } = packed.remote;
  const here = exposedCore(object);
  if (here instanceof ServedQueue) {
    if (typeof token === "number") {
      here.core.holders.arrive(token, selfParticipant());
      dropLease(token);
    } else here.retract(token, sides.puts, sides.gets);
    return here.core;
  }
  const core = receiveRemote(packed.remote);
  core.attach(token, sides);
  return core;
}
