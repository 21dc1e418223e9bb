import { NotSupportedError, ValueError } from "../../errors.js";
import { enrolParticipant } from "../../threads/index.js";
import { startChildProcess } from "./child-process.js";
import { contextHere, inNode } from "./context-here.js";
import { Hosted } from "./hosted.js";
import type { HostedWorker, WorkerOptions } from "./hosted-worker.js";
import { startThread } from "./thread.js";
import { startWebWorker } from "./web-worker.js";

/**
 * Starts a worker: 20–30 ms for a thread, 60–100 ms for a process, in the background. One that can't be started (no
 * permission, no memory, too many processes) ends with the reason `boot`: `exit` is the one place to look. In browsers: a web worker.
 * @throws ValueError for a memory limit that isn't a positive number of bytes
 * @throws NotSupportedError for one in a browser
 */
export function startWorker(options: WorkerOptions): HostedWorker {
  const { context, boot, memoryLimit } = options;
  if (memoryLimit !== undefined && !(Number.isFinite(memoryLimit) && memoryLimit > 0)) {
    throw new ValueError(`memoryLimit is ${memoryLimit}; it must be a positive number of bytes.`);
  }
  if (!inNode() && memoryLimit !== undefined) {
    throw new NotSupportedError(
      "memoryLimit",
      "browser",
      "A page can't limit its workers' memory: leave it out.",
    );
  }
  const participant = enrolParticipant(boot.name);
  if (!inNode())
    return new Hosted({ ...options, context: contextHere(context) }, participant, startWebWorker);
  return new Hosted(options, participant, context === "thread" ? startThread : startChildProcess);
}
