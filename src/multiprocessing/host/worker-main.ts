/** The first module of a worker thread. */
import { becomeParticipant } from "../../threads/index.js";
import { captureOutput } from "./capture-output.js";
import { setParentLink } from "./parent-link.js";
import { runRole } from "./run-role.js";
import { BOOT_KEY, type ThreadBoot } from "./thread.js";
import { ThreadLink } from "./thread-link.js";

const { workerData } = process.getBuiltinModule("node:worker_threads");
const start = (workerData as { [BOOT_KEY]: ThreadBoot })[BOOT_KEY];
becomeParticipant(start.participant);
const link = new ThreadLink(start);
setParentLink(link);
captureOutput((stream, text) => link.write(stream, text));
runRole(link);
