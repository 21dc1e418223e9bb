import { installDebugPrinter } from "./debug.js";
import type { EventKind, EventMap, EventOf, ManycoreEvent } from "./kinds.js";

type Listener = (event: ManycoreEvent) => void;

/** Copy-on-write lists: a listener may subscribe or leave while it is being called. */
interface StreamState {
  /** Listeners in all: the only thing that a silent program ever reads. */
  count: number;
  everything: readonly Listener[];
  byKind: Map<string, readonly Listener[]>;
  /** Listeners that threw and were reported: one line each, not one an event. */
  reported: WeakSet<Listener>;
}

const KEY = Symbol.for("manycore.events");

/** One stream a thread, however often the package is loaded. */
function openStream(): StreamState {
  const holder = globalThis as { [KEY]?: StreamState };
  const existing = holder[KEY];
  if (existing !== undefined) return existing;
  const created: StreamState = { count: 0, everything: [], byKind: new Map(), reported: new WeakSet() };
  holder[KEY] = created;
  return created;
}

const state = openStream();

/** What `subscribe` returns: `unsubscribe()`, or `using`. */
export interface Subscription extends Disposable {
  unsubscribe(): void;
}

/**
 * Whether anybody listens (to `kind`, when given). Ask before building a payload: it costs one load and one
 * comparison when nobody does.
 */
export function listening(kind?: EventKind): boolean {
  if (state.count === 0) return false;
  return kind === undefined || state.everything.length > 0 || state.byKind.has(kind);
}

/** Tells every listener of `kind`, at once and in order of subscription. What a listener throws never reaches the caller. */
export function emit<K extends EventKind>(kind: K, payload: EventMap[K]): void {
  if (!listening(kind)) return;
  const event = { ...payload, kind, at: performance.now() } as unknown as ManycoreEvent;
  const own = state.byKind.get(kind);
  if (own !== undefined) for (const listener of own) deliver(listener, event);
  for (const listener of state.everything) deliver(listener, event);
}

function deliver(listener: Listener, event: ManycoreEvent): void {
  try {
    listener(event);
  } catch (error) {
    if (state.reported.has(listener)) return;
    state.reported.add(listener);
    console.error(`manycore: a listener of "${event.kind}" threw (said once):`, error);
  }
}

/**
 * Calls `listener` on each event of `kind` (or of every kind with `"all"`) of this thread, synchronously: keep it short.
 * Events of other threads stay in theirs.
 */
export function subscribe(kind: "all", listener: (event: ManycoreEvent) => void): Subscription;
export function subscribe<K extends EventKind>(kind: K, listener: (event: EventOf<K>) => void): Subscription;
export function subscribe(kind: EventKind | "all", listener: (event: never) => void): Subscription {
  // A wrapper of its own: the same function subscribed twice is two subscriptions.
  const own: Listener = (event) => (listener as Listener)(event);
  if (kind === "all") state.everything = [...state.everything, own];
  else state.byKind.set(kind, [...(state.byKind.get(kind) ?? []), own]);
  state.count++;
  let open = true;
  const unsubscribe = (): void => {
    if (!open) return;
    open = false;
    state.count--;
    if (kind === "all") {
      state.everything = state.everything.filter((each) => each !== own);
      return;
    }
    const rest = (state.byKind.get(kind) ?? []).filter((each) => each !== own);
    if (rest.length > 0) state.byKind.set(kind, rest);
    else state.byKind.delete(kind);
  };
  return { unsubscribe, [Symbol.dispose]: unsubscribe };
}

installDebugPrinter(subscribe);
