/** A worker's line to the thread that started it. */
import type { Parcel } from "../../portable/index.js";
import type { ObjectId } from "../shared/object-id.js";
import { inNode } from "./context-here.js";
import type { WorkerBoot, WorkerContext } from "./hosted-worker.js";

export interface RequestOptions {
  /** Seconds until TimeoutError. */
  readonly timeout?: number | undefined;
}

/** Who started this worker. */
export interface ParentInfo {
  /** `MainProcess`, or the name of the worker that it is itself. */
  readonly name: string;
  /** Of the process that it runs in; 0 in a browser. */
  readonly pid: number;
  readonly daemon: boolean;
}

export interface ParentLink {
  readonly context: WorkerContext;
  readonly boot: WorkerBoot;
  /** This worker's id in the parent's table of participants; in a thread that is the process's one table. */
  readonly participant: number;
  readonly parent: ParentInfo;
  /** Sends a message to the parent; ordered, together with what is written to stdout and stderr. In a process it is in the kernel when this returns. */
  post(kind: string, parcel: Parcel | null): void;
  /** Called for each message of that kind; one listener a kind. */
  receive(kind: string, listener: (bytes: Uint8Array) => void): void;
  /**
   * Calls a method of an object that the parent (or somebody above it) serves.
   * @throws TimeoutError after `timeout` seconds
   * @throws the signal's reason
   */
  request(
    object: ObjectId,
    method: string,
    args: readonly unknown[],
    options?: RequestOptions & { readonly signal?: AbortSignal | undefined },
  ): Promise<unknown>;
  /** The same, blocking this thread. The parent's event loop must turn meanwhile. */
  requestSync(object: ObjectId, method: string, args: readonly unknown[], options?: RequestOptions): unknown;
  /** The number last given to `HostedWorker.cancel`, 0 before; changes in the middle of a loop too. */
  cancelled(): number;
  /** The link keeps this worker running (so it is at first). */
  ref(): void;
  /** The worker ends when it has nothing else to do. */
  unref(): void;
}

const KEY = Symbol.for("manycore.multiprocessing.parentLink");

interface Holder {
  [KEY]?: ParentLink;
}

/** In a worker: its line to the parent. Null in a thread that isn't a worker of this library. */
export function parentLink(): ParentLink | null {
  return (globalThis as Holder)[KEY] ?? null;
}

/** What this thread tells the workers that it starts about itself. */
export function selfInfo(): ParentInfo {
  const boot = parentLink()?.boot;
  const daemon =
    boot !== undefined && (boot.role === "pool" || (boot.data as { daemon?: unknown }).daemon === true);
  return { name: boot?.name ?? "MainProcess", pid: inNode() ? process.pid : 0, daemon };
}

/** First thing in a worker. On globalThis, so that every copy of the package in the worker finds it. */
export function setParentLink(link: ParentLink): void {
  (globalThis as Holder)[KEY] = link;
}
