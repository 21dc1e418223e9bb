import { mrjobPython } from "../../scripts/mrjob-venv.mjs";
import { compile } from "../harness/compiled.js";
import { compiledPeer, nodePeer, pythonPeer } from "../harness/node_peer.js";
import type { Peer } from "../harness/peer_process.js";
import { PeerMissing } from "../harness/program.js";
import { findPyspark } from "../harness/pyspark.js";
import type { Absent } from "../harness/race.js";
import type { PeerName, Work } from "./work.js";

export interface Peers {
  /** Any Python that has mrjob. */
  readonly python: string;
  /** Who takes part in a row: manycore first. */
  of(work: Work): Peer[];
  /** Who would, but isn't here. */
  absentOf(work: Work): Absent[];
}

/**
 * Makes PySpark's environment if it isn't there.
 *
 * @param say told what is fetched
 * @throws PeerMissing without mrjob, which thresholds are held against
 */
export async function findPeers(say: (text: string) => void): Promise<Peers> {
  const python = mrjobPython();
  if (python === undefined) {
    throw new PeerMissing(
      "no mrjob to compare with: `npm run setup` makes its virtual environment, given Python 3.11 or 3.12",
    );
  }
  const compiled = compile(new URL(".", import.meta.url), [
    "peer_manycore.ts",
    "peer_one_thread.ts",
    "jobs.ts",
  ]);
  const manycore = (name: string, ...args: string[]) =>
    compiledPeer(name, compiled("peer_manycore.ts"), args);
  const spark = await sparkPeer(say);
  const known: Record<PeerName, Peer | Absent> = {
    "mrjob local": pythonPeer("mrjob local", python, here("peer_mrjob.py")),
    "one JS thread": compiledPeer("one JS thread", compiled("peer_one_thread.ts")),
    "Python's Pool": pythonPeer("Python's Pool", python, here("peer_python_pool.py")),
    "PySpark RDD": spark,
    "manycore, tsx": nodePeer("manycore, tsx", here("peer_manycore.ts")),
    "manycore, by yield": manycore("manycore, by yield", "by yield"),
    "manycore, Map in mapper": manycore("manycore, Map in mapper", "Map in mapper"),
    "manycore, 2 GB": manycore("manycore, 2 GB", "2 GB"),
    "manycore, no combiner": manycore("manycore, no combiner", "no combiner"),
    "GNU sort": pythonPeer("GNU sort", python, here("peer_gnu_sort.py")),
  };
  const others = (work: Work) => work.peers.map((name) => known[name]);
  return {
    python,
    of: (work) => [manycore("manycore"), ...others(work).filter((peer) => "command" in peer)],
    absentOf: (work) => others(work).filter((peer) => "absent" in peer),
  };
}

async function sparkPeer(say: (text: string) => void): Promise<Peer | Absent> {
  const name = "PySpark RDD";
  const found = await findPyspark(say);
  if ("absent" in found) return { peer: name, ...found };
  return pythonPeer(name, found.python, here("peer_pyspark.py"), [], found.environment);
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
