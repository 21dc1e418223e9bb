import { compile } from "../harness/compiled.js";
import { compiledPeer, pythonPeer } from "../harness/node_peer.js";
import type { Peer } from "../harness/peer_process.js";
import { findPyspark } from "../harness/pyspark.js";
import type { Absent } from "../harness/race.js";
import type { PeerName, Work } from "./work.js";

export interface Peers {
  /** Who takes part in a row. */
  of(work: Work): Peer[];
  /** Who would, but isn't here. */
  absentOf(work: Work): Absent[];
}

/**
 * Makes PySpark's environment if it isn't there.
 *
 * @param say told what is fetched
 */
export async function findPeers(say: (text: string) => void): Promise<Peers> {
  const here = new URL(".", import.meta.url);
  const compiled = compile(here, ["peer_manycore.ts", "peer_duckdb.ts"]);
  const found = await findPyspark(say);
  const known: Record<PeerName, Peer | Absent> = {
    embedded: compiledPeer("embedded", compiled("peer_manycore.ts"), ["embedded"]),
    DuckDB: compiledPeer("DuckDB", compiled("peer_duckdb.ts")),
    ...("absent" in found
      ? { "on Spark": { peer: "on Spark", ...found }, PySpark: { peer: "PySpark", ...found } }
      : {
          "on Spark": compiledPeer("on Spark", compiled("peer_manycore.ts"), ["on Spark"], found.environment),
          PySpark: pythonPeer(
            "PySpark",
            found.python,
            new URL("peer_pyspark.py", here),
            [],
            found.environment,
          ),
        }),
  };
  const named = (work: Work) => work.peers.map((name) => known[name]);
  return {
    of: (work) => named(work).filter((peer) => "command" in peer),
    absentOf: (work) => named(work).filter((peer) => "absent" in peer),
  };
}
