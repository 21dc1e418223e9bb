/** The signals of calls: one listener a signal, however many calls it ends. */
import type { Call } from "./call.js";

interface Watched {
  readonly calls: Set<Call>;
  readonly listener: () => void;
}

export class AbortWatch {
  readonly #signals = new Map<AbortSignal, Watched>();

  /** Ends the call when its signal is aborted. */
  add(call: Call): void {
    const { signal } = call.options;
    if (signal === undefined) return;
    let watched = this.#signals.get(signal);
    if (watched === undefined) {
      const calls = new Set<Call>();
      const listener = (): void => {
        this.#signals.delete(signal);
        for (const each of calls) each.abort(signal.reason);
      };
      watched = { calls, listener };
      this.#signals.set(signal, watched);
      signal.addEventListener("abort", listener, { once: true });
    }
    watched.calls.add(call);
  }

  /** The call is over: after the last one nothing is left on the signal. */
  remove(call: Call): void {
    const { signal } = call.options;
    if (signal === undefined) return;
    const watched = this.#signals.get(signal);
    if (watched === undefined || !watched.calls.delete(call) || watched.calls.size > 0) return;
    this.#signals.delete(signal);
    signal.removeEventListener("abort", watched.listener);
  }
}
