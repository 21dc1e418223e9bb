/** The first module of a child process. */
import { captureOutput } from "./capture-output.js";
import { setParentLink } from "./parent-link.js";
import { ProcessLink } from "./process-link.js";
import { runRole } from "./run-role.js";
import { startWatchdog } from "./start-watchdog.js";

// A terminal sends Ctrl-C to every process of the group: the parent decides what becomes of its children.
process.on("SIGINT", () => undefined);
const words = new Int32Array(new SharedArrayBuffer(4));
const link = new ProcessLink(words);
setParentLink(link);
captureOutput((stream, text) => link.write(stream, text));
try {
  startWatchdog(words);
  runRole(link);
} catch (error) {
  link.failed(error, false);
  process.exit(1);
}
