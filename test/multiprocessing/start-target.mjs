import { startWorker } from "../../dist/multiprocessing/host/index.js";
import { encode, encodeFunction } from "../../dist/portable/index.js";

/** A worker that runs an exported function, as `Process` would have it. */
export function startTarget(context, target, args = [], options = {}) {
  const worker = startWorker({
    context,
    boot: { role: "process", name: options.name ?? "worker", data: { identity: [1], daemon: false } },
    memoryLimit: options.memoryLimit,
    daemon: options.daemon,
  });
  worker.post("target", encodeFunction(target, context));
  worker.post("arguments", encode(args, context));
  return worker;
}
