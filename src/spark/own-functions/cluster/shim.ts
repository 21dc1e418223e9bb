import { CALLS } from "./shim/calls.js";
import { KEPT_NODE } from "./shim/kept-node.js";
import { NODE_PROCESS } from "./shim/node-process.js";

/**
 * What Python's worker on an executor runs in the name of a user's function: it keeps one `node` and passes batches of Arrow to it and back. The protocol
 * is that of ../executor/frames.ts. It is text, since it travels inside a pickle (pickle.ts).
 *
 * Two threads: one brings batches to node while the other fetches what comes back, so that full pipes can't make both wait for each other. `node` is kept for
 * the worker's next tasks, with the functions that it has loaded; whatever goes wrong ends it, and the next task starts another.
 */
export const SHIM = NODE_PROCESS + KEPT_NODE + CALLS;
