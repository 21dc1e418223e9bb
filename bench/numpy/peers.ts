import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { cacheFolder, makeFolderOnce } from "../../scripts/cache-folder.mjs";
import { fetchNodes, NODE_VERSIONS, nodeBinary } from "../../scripts/node-versions.mjs";
import { numpyPython } from "../../scripts/numpy-venv.mjs";
import { npm } from "../../scripts/packages.mjs";
import { type NodePeer, nodePeer, pythonPeer } from "../harness/node_peer.js";
import type { Peer } from "../harness/peer_process.js";
import { PeerMissing } from "../harness/program.js";

const NUMPY_TS_VERSION = "1.7.0";
/** numpy-ts declares Node >= 22; it runs on the newest that has long-term support. */
const NUMPY_TS_NODE = { least: 22, preferred: "24." };

/**
 * Who takes part: manycore first, then NumPy, then the others that this machine can run.
 *
 * @param say told what is fetched or left out, and why
 * @throws PeerMissing without the virtual environment
 */
export async function findPeers(say: (text: string) => void): Promise<Peer[]> {
  const python = numpyPython();
  if (python === undefined) {
    throw new PeerMissing(
      "no NumPy to compare with: `npm run setup` makes its virtual environment, given Python 3.11",
    );
  }
  const numpyTs = await findNumpyTs(say);
  return [
    // The library that NumPy's wheel carries: both sides then multiply matrices with the same file.
    node("manycore", "peer_manycore.ts", { environment: { VIRTUAL_ENV: dirname(dirname(python)) } }),
    pythonPeer("NumPy", python, here("peer_numpy.py"), [], BLAS_ENVIRONMENT),
    ...(numpyTs ? [numpyTs] : []),
    node("typed-array loop", "peer_loop.ts"),
    node("plain Array", "peer_array.ts"),
  ];
}

/** The threads that each side's BLAS may use. */
export const BLAS_THREADS = availableParallelism();

const BLAS_ENVIRONMENT = { OPENBLAS_NUM_THREADS: `${BLAS_THREADS}`, OMP_NUM_THREADS: `${BLAS_THREADS}` };

function node(name: string, file: string, { environment = {}, ...options }: NodePeer = {}): Peer {
  return nodePeer(name, here(file), { ...options, environment: { ...BLAS_ENVIRONMENT, ...environment } });
}

/** numpy-ts is a peer alone, so it lives in the cache folder and not among the packages of the project. */
async function findNumpyTs(say: (text: string) => void): Promise<Peer | undefined> {
  try {
    const binary = await nodeForNumpyTs(say);
    const folder = join(cacheFolder(), "bench", `numpy-ts-${NUMPY_TS_VERSION}`);
    if (!existsSync(folder)) say(`fetching numpy-ts ${NUMPY_TS_VERSION} into ${folder}`);
    await makeFolderOnce(folder, (building: string) => {
      const options = [
        "--ignore-scripts",
        "--no-save",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--loglevel=error",
      ];
      const status = npm(building, [
        "install",
        ...options,
        "--prefix",
        building,
        `numpy-ts@${NUMPY_TS_VERSION}`,
      ]);
      if (status !== 0) throw new Error(`npm could not install numpy-ts (exit ${status})`);
    });
    return node("numpy-ts", "peer_numpy_ts.ts", { binary, args: [folder] });
  } catch (error) {
    say(`without numpy-ts: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function nodeForNumpyTs(say: (text: string) => void): Promise<string> {
  if (Number.parseInt(process.versions.node, 10) >= NUMPY_TS_NODE.least) return process.execPath;
  const version = NODE_VERSIONS.find((version) => version.startsWith(NUMPY_TS_NODE.preferred)) ?? "";
  if (nodeBinary(version) === undefined) await fetchNodes(say);
  const binary = nodeBinary(version);
  if (binary === undefined) throw new Error(`it needs Node ${NUMPY_TS_NODE.least}, and npm gave none`);
  return binary;
}

function here(file: string): URL {
  return new URL(file, import.meta.url);
}
