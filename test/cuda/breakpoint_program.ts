/** Launches a kernel with a `debugger` statement in the simulator while a worker thread debugs this one, and prints where it stopped. */
import { once } from "node:events";
import { SourceMap } from "node:module";
import { Worker } from "node:worker_threads";
import * as cuda from "manycore/cuda";

/** Runs in the worker: notes each stop and lets the program go on. */
const DEBUGGER = `
  const { Session } = require("node:inspector");
  const { parentPort } = require("node:worker_threads");
  const session = new Session();
  session.connectToMainThread();
  const maps = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => maps.set(params.scriptId, params.sourceMapURL));
  session.on("Debugger.paused", ({ params }) => {
    const { location, functionName, scopeChain } = params.callFrames[0];
    const told = { ...location, functionName, map: maps.get(location.scriptId) };
    session.post("Runtime.getProperties", { objectId: scopeChain[0].object.objectId }, (error, answer) => {
      told.locals = error ? [] : answer.result.map(({ name }) => name);
      parentPort.postMessage(told);
      session.post("Debugger.resume");
    });
  });
  session.post("Debugger.enable", () => parentPort.postMessage("ready"));
  parentPort.on("message", () => { session.disconnect(); parentPort.close(); });
`;

const { i32 } = cuda;

const kernel = cuda.kernel([i32.array], ({ grid }, out) => {
  const mine = grid(1) * 2;
  if (mine === 4) {
    // biome-ignore lint/suspicious/noDebugger: what this program is for.
    debugger;
  }
  out[grid(1)] = mine;
});

interface Stop {
  readonly lineNumber: number;
  readonly columnNumber: number;
  readonly locals: readonly string[];
  readonly map: string;
}

const worker = new Worker(DEBUGGER, { eval: true });
const stops: Stop[] = [];
await once(worker, "message");
worker.on("message", (stop: Stop) => stops.push(stop));
const out = new Int32Array(4);
await kernel(1, 4, { target: "simulator" })(out);
worker.postMessage("end");
await once(worker, "exit");
const found = stops.map(({ lineNumber, columnNumber, locals, map }) => {
  const [, encoded = ""] = map.split("base64,");
  const entry = new SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString())).findEntry(
    lineNumber,
    columnNumber,
  );
  return "originalLine" in entry
    ? { source: entry.originalSource, line: entry.originalLine + 1, locals }
    : { locals };
});
console.log(JSON.stringify({ stops: found, out: [...out] }));
