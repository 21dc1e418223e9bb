/** Locks, signals and shared values for threads, child processes and the async tasks in them. README.md explains the protocol. */
export { Barrier, type BarrierOptions } from "./barrier.js";
export { Condition } from "./condition.js";
export { DictProxy, type Entries } from "./dict-proxy.js";
export { Event, type WaitArgument, type WaitOptions } from "./event.js";
export { ListProxy } from "./list-proxy.js";
export { Lock } from "./lock.js";
export type { AcquireArgument, AcquireOptions } from "./lock-core.js";
export { LockGuard } from "./lock-guard.js";
export { Manager } from "./manager.js";
export { NamespaceProxy } from "./namespace-proxy.js";
export type { Key } from "./plain-copy.js";
export { RLock } from "./rlock.js";
export { BoundedSemaphore, Semaphore } from "./semaphore.js";
export { SharedArray as Array } from "./shared-array.js";
export { SharedMemory, type SharedMemoryOptions } from "./shared-memory.js";
export type { SynchronizedOptions } from "./synchronized.js";
export type { DTypeOfCode, Typecode } from "./typed-block.js";
export { Value } from "./value.js";
