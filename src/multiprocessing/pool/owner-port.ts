/** The owner's line to one of its workers, whether it is a thread of the same heap or a child process. */
import type { Parcel, Road } from "../../portable/index.js";
import type { StopReason } from "./channel.js";
import type { Message } from "./message.js";

/** Gets each answer; the payload is valid during the call. */
export type Receive = (message: Message, payload: Uint8Array) => void;

export interface OwnerPort {
  readonly road: Road;
  /** Tasks that may be on their way at a time, the running one included. */
  readonly slots: number;
  /** Whether a task fits, with its function. */
  readonly hasRoom: boolean;
  /** Whether the worker has loaded what it needs and looks for tasks. */
  readonly begun: boolean;
  /** Whether a task that hasn't begun can be taken back: then it costs nothing to send one too many. */
  readonly revocable: boolean;
  /**
   * Sends a message.
   * @returns the lease of the block that the payload travels in, 0 if it needs none
   * @throws MemoryError when there is no memory for it; nothing was sent then
   */
  send(message: Message, parcel: Parcel | null): number;
  /** Before a task is sent. */
  open(ticket: number): void;
  /** After its answer, or after it was taken back. */
  shut(ticket: number): void;
  /** Takes a task back. False when it has begun. */
  revoke(ticket: number): boolean;
  /** Whether the worker has begun a task. */
  started(ticket: number): boolean;
  /** When the item that runs now was begun, as a stamp of the clock; 0 when none was. */
  since(ticket: number): number;
  /** Which item of a task runs now, or -1 where that can't be known. */
  item(ticket: number): number;
  /** Asks a task to stop. */
  stop(ticket: number, reason: StopReason): void;
  /** Makes sure that the worker notices what was sent. */
  ring(): void;
  /** Hands over the answers that are there. False when there was none. */
  drain(receive: Receive): boolean;
  /** Whether the owner looks for answers by itself from now on. If not, `told` is called when there are some. */
  looks(by: boolean): void;
  /** After the worker's end. */
  release(): void;
}
