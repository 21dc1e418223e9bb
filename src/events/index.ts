/** One event stream a thread: kernels, reclaims, BLAS calls, the team. See README.md. */
export { describeEvent } from "./debug.js";
export { atKillPoint, setKillPoint } from "./kill-point.js";
export type { EventKind, EventMap, EventOf, ManycoreEvent } from "./kinds.js";
export { emit, listening, type Subscription, subscribe } from "./stream.js";
