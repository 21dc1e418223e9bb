/** Objects that live in one place and are used from many. */
export { type ObjectId, placeName } from "./object-id.js";
export { expose, exposedCore, exposedCount, exposeToChildren, withdraw } from "./registry.js";
export type { ServedCore, ServeOptions } from "./served-core.js";
export { callerEnded, callerStarted, serveRequest } from "./server.js";
export { sharedBlock } from "./shared-block.js";
