import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Peer } from "./peer_process.js";

/** What a peer in TypeScript is started with beside its file. */
export interface NodePeer {
  readonly args?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Another Node than this one. */
  readonly binary?: string;
}

/**
 * A peer in TypeScript, run with tsx.
 *
 * @param file where it lies
 */
export function nodePeer(name: string, file: URL, options: NodePeer = {}): Peer {
  const { args = [], environment = {}, binary = process.execPath } = options;
  return {
    name,
    command: binary,
    args: ["--import", import.meta.resolve("tsx"), fileURLToPath(file), ...args],
    environment: { ...plainEnvironment(), ...environment },
  };
}

/** A peer in JavaScript. */
export function compiledPeer(
  name: string,
  file: URL,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Peer {
  const command = process.execPath;
  const inherited = plainEnvironment();
  return {
    name,
    command,
    args: [fileURLToPath(file), ...args],
    environment: { ...inherited, ...environment },
  };
}

/** A peer in Python. */
export function pythonPeer(
  name: string,
  python: string,
  file: URL,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Peer {
  const path = fileURLToPath(file);
  return {
    name,
    command: python,
    args: [path, ...args],
    environment: {
      ...plainEnvironment(),
      // For serve.py, and modules beside the file for processes that it starts.
      PYTHONPATH: [fileURLToPath(new URL(".", import.meta.url)), dirname(path)].join(delimiter),
      // No __pycache__ in the checkout.
      PYTHONDONTWRITEBYTECODE: "1",
      ...environment,
    },
  };
}

/** What the user's shell has, without what would reach into a peer. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { PYTHONHOME, PYTHONPATH, NODE_OPTIONS, MANYCORE_BLAS, ...inherited } = process.env;
  return inherited;
}
