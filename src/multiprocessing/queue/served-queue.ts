import { NotSupportedError } from "../../errors.js";
import { dropLease } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import type { ServedCore, ServeOptions } from "../shared/index.js";
import { fromWire, openForWire, Wired, type WireItem } from "./codec.js";
import type { LocalCore } from "./local-core.js";
import { ROLE } from "./roles.js";

/** A child process (with all that is below it), as holder of a queue. */
interface Caller {
  readonly slot: number;
  /** Open handles that may put, and get. */
  puts: number;
  gets: number;
}

/** A queue in the thread that has its words, called by child processes. Each counts as a holder of its own. */
export class ServedQueue implements ServedCore {
  readonly core: LocalCore;
  readonly #callers = new Map<number, Caller>();
  /** Handles on their way from one process below to another, by token: who sent them. */
  readonly #handed = new Map<string, number>();

  constructor(core: LocalCore) {
    this.core = core;
  }

  serve(method: string, args: unknown[], caller: number, { signal }: ServeOptions): Promise<unknown> {
    try {
      return Promise.resolve(this.#serve(method, args, caller, signal));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #serve(method: string, args: unknown[], caller: number, signal: AbortSignal): unknown {
    const { core } = this;
    switch (method) {
      case "attach":
        return this.#attach(caller, ...(args as [number | string, boolean, boolean]));
      case "hand":
        return this.#hand(caller, ...(args as [string, boolean, boolean]));
      case "close":
        return this.#close(caller, ...(args as [number, number]));
      case "end":
        return this.#end(caller);
      case "produce":
        return core.produceBy(this.#caller(caller).slot);
      case "consume":
        return core.consumeBy(this.#caller(caller).slot);
      case "put":
      case "putSync": {
        const { slot } = this.#caller(caller);
        const [item, timeoutMs] = args as [WireItem, number];
        return core.putting.put(() => fromWire(item), timeoutMs, signal, slot, this, method === "putSync");
      }
      case "putAll": {
        const { slot } = this.#caller(caller);
        // Those that have to wait stand in line in this order, each with its ear on the signal: Node warns of more than ten.
        if (args.length > 10) process.getBuiltinModule("node:events").setMaxListeners(0, signal);
        const puts = (args as WireItem[]).map((item) =>
          core.putting.put(() => fromWire(item), Number.POSITIVE_INFINITY, signal, slot, this),
        );
        return Promise.all(puts).then(() => undefined);
      }
      case "get":
        return this.#get(caller, args[0] as number, signal);
      case "poll":
        return core.poll(args[0] as number, signal, this);
      case "size":
        return core.size();
      case "taskDone":
        return core.tasks.done(this.#caller(caller).slot);
      case "join":
        return core.join(args[0] as number, signal, this);
      default:
        throw new NotSupportedError(
          `Queue.${method}`,
          "multiprocessing",
          "Run the same version of manycore in the parent and in its workers.",
        );
    }
  }

  async #get(caller: number, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
    const value = await this.core.getting.get(
      openForWire,
      timeoutMs,
      signal,
      this.#caller(caller).slot,
      this,
    );
    return value instanceof Wired ? value.item : value;
  }

  /**
   * A handle has arrived.
   * @param token lease under which it was announced here; or the name that the process which handed it on gave it
   */
  #attach(participant: number, token: number | string, puts: boolean, gets: boolean): void {
    const { holders } = this.core;
    for (const each of this.#callers.keys()) if (participantGone(each, false)) this.#callers.delete(each);
    let caller = this.#callers.get(participant);
    if (typeof token === "number") {
      const slot = holders.arrive(token, participant);
      dropLease(token);
      caller ??= { slot, puts: 0, gets: 0 };
      this.#callers.set(participant, caller);
    } else caller ??= this.#caller(participant);
    if (puts) caller.puts++;
    if (gets) caller.gets++;
    if (typeof token !== "string") return;
    // From here on the receiver counts instead of the sender.
    this.retract(token, puts, gets);
  }

  /** What was handed on under that token has arrived: the sender doesn't count for it any more. */
  retract(token: string, puts: boolean, gets: boolean): void {
    const sender = this.#handed.get(token);
    this.#handed.delete(token);
    if (sender !== undefined) this.#close(sender, puts ? 1 : 0, gets ? 1 : 0);
  }

  /** A process hands its handle on: until that arrives, the sender has one more. */
  #hand(participant: number, token: string, puts: boolean, gets: boolean): void {
    const caller = this.#caller(participant);
    if (puts) caller.puts++;
    if (gets) caller.gets++;
    this.#handed.set(token, participant);
  }

  #close(participant: number, puts: number, gets: number): void {
    const caller = this.#callers.get(participant);
    if (caller === undefined) return;
    caller.puts -= puts;
    caller.gets -= gets;
    this.core.closeSlot(caller.slot, puts > 0 && caller.puts <= 0, gets > 0 && caller.gets <= 0);
    if (caller.puts <= 0 && caller.gets <= 0) this.#release(participant, caller);
  }

  /** A process ends in good order. What it handed on to children that never received it ends with it. */
  #end(participant: number): void {
    for (const [token, sender] of this.#handed) if (sender === participant) this.#handed.delete(token);
    const caller = this.#callers.get(participant);
    if (caller === undefined) return;
    this.core.closeSlot(caller.slot, true, true);
    this.#release(participant, caller);
  }

  #release(participant: number, caller: Caller): void {
    this.#callers.delete(participant);
    this.core.holders.release(caller.slot);
  }

  #caller(participant: number): Caller {
    let caller = this.#callers.get(participant);
    if (caller === undefined) {
      caller = { slot: this.core.holders.claim(participant, ROLE.handed, ROLE.handed), puts: 0, gets: 0 };
      this.#callers.set(participant, caller);
    }
    return caller;
  }
}
