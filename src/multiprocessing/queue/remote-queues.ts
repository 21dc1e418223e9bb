import { type PackedRemote, RemoteCore } from "./remote-core.js";

/** The queues further up that this thread has handles of, by name. */
const cores = new Map<string, RemoteCore>();
let watching = false;

/** The core of a handle that has arrived. */
export function receiveRemote(packed: PackedRemote): RemoteCore {
  const name = `${packed.object.owner}#${packed.object.id}`;
  let core = cores.get(name);
  if (core === undefined) {
    core = new RemoteCore(packed, () => cores.delete(name));
    cores.set(name, core);
    watchEnd();
  }
  return core;
}

/** A process that ends in good order says so; the end of one that dies is seen by its parent. */
function watchEnd(): void {
  if (watching) return;
  watching = true;
  // A page's worker says nothing at its end; its parent sees it.
  if (typeof process !== "object") return;
  process.prependOnceListener("exit", (code) => {
    if (code === 0) for (const core of cores.values()) core.end();
  });
}
