/** Messages by kind. One that comes before its listener waits for it. */
import type { Message } from "./message.js";

export class Inbox {
  readonly #listeners = new Map<string, (bytes: Uint8Array) => void>();
  readonly #waiting = new Map<string, Message[]>();

  deliver(message: Message): void {
    const listener = this.#listeners.get(message.kind);
    if (listener !== undefined) {
      listener(message.bytes);
      return;
    }
    const waiting = this.#waiting.get(message.kind);
    if (waiting === undefined) this.#waiting.set(message.kind, [message]);
    else waiting.push(message);
  }

  listen(kind: string, listener: (bytes: Uint8Array) => void): void {
    this.#listeners.set(kind, listener);
    const waiting = this.#waiting.get(kind);
    if (waiting === undefined) return;
    this.#waiting.delete(kind);
    for (const { bytes } of waiting) listener(bytes);
  }

  /** Takes out what nobody has listened to. */
  drain(): Message[] {
    const left = [...this.#waiting.values()].flat();
    this.#waiting.clear();
    return left;
  }
}
