/** Queues and pipes. README.md explains the protocol. */
export type { AwaitingOptions, BlockingOptions } from "./options.js";
export { Connection, Pipe } from "./pipe.js";
export { JoinableQueue, Queue, SimpleQueue } from "./queue.js";
