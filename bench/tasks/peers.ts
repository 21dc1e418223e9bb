import { numpyPython } from "../../scripts/numpy-venv.mjs";
import { nodePeer, pythonPeer } from "../harness/node_peer.js";
import type { Peer } from "../harness/peer_process.js";
import { PeerMissing } from "../harness/program.js";
import type { Work } from "./work.js";

/** Between processes each item is a message and a get a question: the short row shows what that costs. */
const SLOW_BETWEEN_PROCESSES: ReadonlySet<Work["id"]> = new Set(["queue 1→1", "queue 4→4"]);

/**
 * Who takes part in a row: manycore on threads first.
 *
 * @throws PeerMissing without the virtual environment (the row of arrays needs its NumPy)
 */
export function peersOf(work: Work): Peer[] {
  const python = numpyPython();
  if (python === undefined) {
    throw new PeerMissing(
      "no Python to compare with: `npm run setup` makes its virtual environment, given Python 3.11",
    );
  }
  const pools = [node("piscina", "peer_piscina.ts"), node("tinypool", "peer_tinypool.ts")];
  // What the array's row copies with is named for what it does there.
  const alone = node(work.id === "array" ? "structuredClone" : "one JS thread", "peer_one_thread.ts");
  const takePart: Record<Work["id"], readonly Peer[]> = {
    apply: pools,
    "round trip": pools,
    map: [],
    "queue 1→1": [],
    "queue 4→4": [],
    "queue 4→4, short": [],
    array: [...pools, alone],
    uneven: pools,
    "words by reduce": [alone],
    "words by map": [alone],
  };
  return [
    node("manycore", "peer_manycore.ts", "thread"),
    ...takePart[work.id],
    pythonPeer("Python", python, here("peer_python.py")),
    ...(SLOW_BETWEEN_PROCESSES.has(work.id)
      ? []
      : [node("manycore, processes", "peer_manycore.ts", "process")]),
  ];
}

function node(name: string, file: string, ...args: string[]): Peer {
  return nodePeer(name, here(file), { args });
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
