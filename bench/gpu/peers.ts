import { numpyPython } from "../../scripts/numpy-venv.mjs";
import { gpuEnvironment } from "../../scripts/system-parts.mjs";
import { compile } from "../harness/compiled.js";
import { compiledPeer, pythonPeer } from "../harness/node_peer.js";
import type { Peer } from "../harness/peer_process.js";
import type { Absent } from "../harness/race.js";
import type { PeerName, Work } from "./work.js";

export interface Peers {
  /** Who takes part in a row. */
  of(work: Work): Peer[];
  /** Who would, but isn't here. */
  absentOf(work: Work): Absent[];
}

/** manycore's three targets, a loop in one thread, and NumPy where it has the function. */
export function findPeers(): Peers {
  const here = new URL(".", import.meta.url);
  const compiled = compile(here, ["peer_manycore.ts", "peer_loop.ts"]);
  const python = numpyPython();
  const ours = (name: PeerName) =>
    compiledPeer(name, compiled("peer_manycore.ts"), [name.toLowerCase()], gpuEnvironment());
  const known: Record<PeerName, Peer | Absent> = {
    CPU: ours("CPU"),
    GPU: ours("GPU"),
    simulator: ours("simulator"),
    "JS loop": compiledPeer("JS loop", compiled("peer_loop.ts")),
    NumPy:
      python === undefined
        ? { peer: "NumPy", absent: "`npm run setup` makes its virtual environment, given Python 3.11" }
        : pythonPeer("NumPy", python, new URL("peer_numpy.py", here)),
  };
  const named = (work: Work) => work.peers.map((name) => known[name]);
  return {
    of: (work) => named(work).filter((peer) => "command" in peer),
    absentOf: (work) => named(work).filter((peer) => "absent" in peer),
  };
}
