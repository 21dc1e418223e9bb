/** The first module of a web worker. Browsers only start it; bundlers find it by web-worker.ts. */
import { attachHeap } from "../../memory/index.js";
import { becomeParticipant } from "../../threads/index.js";
import { captureConsole } from "./capture-console.js";
import { endWorkers } from "./interrupt.js";
import { setParentLink } from "./parent-link.js";
import { loadRole } from "./run-role.js";
import { live } from "./web-life.js";
import { WebLink } from "./web-link.js";
import type { WebBoot } from "./web-worker.js";

globalThis.addEventListener("message", (event) => void begin((event as MessageEvent<WebBoot>).data), {
  once: true,
});

async function begin(start: WebBoot): Promise<void> {
  // Before it touches shared memory: whoever cleans up after it waits for this.
  await live(start.life);
  if (start.shared !== null) {
    attachHeap(start.shared.memory, { thread: start.participant, parent: start.shared.parent });
    becomeParticipant(start.participant);
  }
  const link = new WebLink(start);
  setParentLink(link);
  captureConsole((stream, text) => link.write(stream, text));
  const end = async (code: number): Promise<void> => {
    await endWorkers();
    link.end(code);
  };
  const fail = (error: unknown, rejection: boolean): void => {
    link.failed(error, rejection);
    void end(1);
  };
  // As in Node they end the worker, unless the user's code handles them.
  globalThis.addEventListener("error", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    fail((event as ErrorEvent).error ?? new Error((event as ErrorEvent).message), false);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (!event.defaultPrevented) fail((event as PromiseRejectionEvent).reason, true);
  });
  // Browsers tell nobody that a worker has closed itself.
  Object.assign(globalThis, { close: () => void end(0) });
  try {
    const role = await loadRole(link);
    link.begun();
    const code = await role(link);
    link.over();
    await end(code ?? 0);
  } catch (error) {
    fail(error, false);
  }
}
