/** What happens inside of a pool: calls come, tasks go to workers, answers come back, workers die. */
import { ValueError } from "../../errors.js";
import { carryArrays } from "../carriers.js";
import { contextHere, type WorkerContext, type WorkerExit } from "../host/index.js";
import { AbortWatch } from "./abort-watch.js";
import { deliver } from "./answer.js";
import { poolGone, poolOpened } from "./blas-threads.js";
import type { Call, CallHost, CallSite } from "./call.js";
import { InitializerCall } from "./call-apply.js";
import { notRunning } from "./call-stream.js";
import type { Chunk } from "./chunk.js";
import { Crew } from "./crew.js";
import { deathOf, timeoutOf } from "./failures.js";
import type { Lane } from "./lane.js";
import { DONE, type Message, STOPPED } from "./message.js";
import { checkCall, type Func, type PoolOptions } from "./options.js";
import { Pump } from "./pump.js";
import { Scheduler } from "./scheduler.js";
import { TaskFunctions } from "./task-function.js";
import { TimeWatch } from "./time-watch.js";

/** A call of higher priority waits behind so many milliseconds of others' unbegun tasks before they are taken back. */
const PREEMPT_MS = 1;

/** While a program submits without awaiting, answers are looked at each so many calls. */
const SUBMITS_PER_DRAIN = 32;

export class PoolCore implements CallHost {
  readonly workers: number;
  readonly road: WorkerContext;
  readonly functions = new TaskFunctions();
  readonly #crew: Crew;
  readonly #scheduler: Scheduler<Call, Chunk>;
  readonly #pump: Pump;
  readonly #times: TimeWatch;
  readonly #aborts = new AbortWatch();
  readonly #calls = new Set<Call>();
  readonly #initializer: InitializerCall | undefined;
  #state: "open" | "closed" | "over" = "open";
  /** What every call is rejected with, once the pool can't work. */
  #broken: { readonly error: unknown } | undefined;
  #gone: Promise<void> | undefined;
  #busy = false;
  #submits = 0;
  #idleCheck = false;

  /** @throws NotPortableError when the initializer can't travel, MemoryError when the heap is full */
  constructor(workers: number, options: PoolOptions, site: CallSite) {
    carryArrays();
    this.workers = workers;
    this.road = contextHere(options.context);
    this.#scheduler = new Scheduler((chunk, error) => this.#refused(chunk, error));
    this.#crew = new Crew(workers, options, {
      hired: (lane) => this.#hired(lane),
      told: () => this.#told(),
      gone: (lane, exit) => this.#lost(lane, exit),
      hopeless: (error) => this.breakDown(error),
    });
    const lanes = this.#crew.lanes;
    this.#pump = new Pump(
      () => this.#drain(),
      (by) => {
        for (const lane of lanes) lane.port.looks(by);
      },
      () => lanes.some((lane) => !lane.idle),
      () => this.#checkIdle(),
    );
    this.#times = new TimeWatch(() => lanes, {
      drain: () => void this.#drain(),
      expired: (lane, chunk) => this.#expired(lane, chunk),
      deaf: (lane) => this.#deaf(lane),
    });
    const { initializer, initArgs = [] } = options;
    if (initializer !== undefined) {
      const fn = this.functions.of(initializer as Func);
      this.#initializer = new InitializerCall(this, site, fn, initArgs, checkCall(undefined), (error) =>
        this.breakDown(error),
      );
    }
    poolOpened();
    try {
      this.#crew.fill();
    } catch (error) {
      this.terminate();
      throw error;
    }
  }

  get running(): boolean {
    return this.#state === "open";
  }

  /** @throws ValueError when the pool is closed; what broke it when it is broken */
  checkRunning(): void {
    if (this.#broken !== undefined) throw this.#broken.error;
    if (this.#state !== "open") throw notRunning();
  }

  /** A new call. `begin` makes it give out its tasks. */
  submit(call: Call, begin: () => void): void {
    const { signal, priority } = call.options;
    if (signal?.aborted === true) {
      this.#calls.add(call);
      call.abort(signal.reason);
      return;
    }
    if (this.#calls.size === 0) this.#crew.referenced = true;
    this.#calls.add(call);
    this.#aborts.add(call);
    if (priority !== 0) this.#scheduler.preempt(this.#crew.lanes, priority, PREEMPT_MS);
    begin();
    if (++this.#submits % SUBMITS_PER_DRAIN === 0 && this.road === "thread") this.#drain();
  }

  ready(call: Call): void {
    this.#scheduler.add(call);
    this.#fill();
  }

  settled(call: Call): void {
    this.#calls.delete(call);
    this.#aborts.remove(call);
    if (call.queued) this.#scheduler.forget();
    if (call.inFlight > 0) this.#stopAll(call);
    if (this.#calls.size === 0) this.#checkIdleSoon();
  }

  close(): void {
    if (this.#state !== "open") return;
    this.#state = "closed";
    this.#checkIdle();
  }

  /** @throws ValueError when the pool takes tasks */
  async join(): Promise<void> {
    if (this.#state === "open") {
      throw new ValueError("Pool is still running: close() or terminate() it before join()");
    }
    await this.#ended();
  }

  async terminate(): Promise<void> {
    if (this.#state !== "over") {
      this.#state = "over";
      for (const call of [...this.#calls]) call.cancel();
      this.#crew.terminate();
    }
    await this.#ended();
  }

  /** The pool can't work: all calls, and those to come, fail with the error. */
  breakDown(error: unknown): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#broken = { error };
    for (const call of [...this.#calls]) {
      call.impatient = true;
      call.fail(error);
    }
    this.#crew.terminate();
    void this.#ended();
  }

  /** Once: when everything is gone. */
  #ended(): Promise<void> {
    this.#gone ??= (async () => {
      this.#crew.referenced = true;
      await this.#crew.gone();
      this.#times.close();
      poolGone();
    })();
    return this.#gone;
  }

  #hired(lane: Lane): void {
    lane.onGiven = ({ call }) => {
      if (call.options.timeout > 0) this.#times.within(call.options.timeout);
    };
    if (this.#initializer !== undefined) {
      const chunk = this.#initializer.cutFresh();
      try {
        lane.give(chunk);
      } catch (error) {
        queueMicrotask(() => this.breakDown(error));
        return;
      }
    }
    this.#fill();
  }

  /** Gives out tasks, unless that is what we are doing. */
  #fill(): void {
    if (this.#busy) return;
    this.#busy = true;
    try {
      this.#scheduler.fill(this.#crew.lanes);
    } finally {
      this.#busy = false;
    }
    if (this.road === "thread" && this.#calls.size > 0) this.#pump.start();
  }

  #told(): void {
    if (this.road === "thread") this.#pump.start();
    this.#drain();
  }

  /** Takes in all answers and gives out tasks in their place. False when there was none. */
  #drain(): boolean {
    if (this.#busy) return false;
    this.#busy = true;
    let any = false;
    try {
      for (const lane of [...this.#crew.lanes]) {
        if (lane.drain((message, payload) => this.#answer(lane, message, payload))) any = true;
        if (lane.spent && !lane.closed) this.#crew.retire(lane);
        this.#watchStopped(lane);
      }
    } finally {
      this.#busy = false;
    }
    if (any) this.#fill();
    return any;
  }

  #answer(lane: Lane, message: Message, payload: Uint8Array): void {
    const { ticket, id: status, count, ms } = message;
    const chunk = lane.answered(ticket);
    if (chunk === undefined) return;
    const { call, abandoned } = chunk;
    if (status === STOPPED) {
      // Asked to stop, but wanted again: nothing of it was kept.
      if (!abandoned && !call.settled) this.#scheduler.putBack(chunk);
      return;
    }
    if (status === DONE) call.fn.pace.measured(chunk.count, ms);
    deliver({ worker: lane.worker.name, road: this.road, chunk, status, count }, payload);
  }

  /** A task that couldn't be sent. */
  #refused(chunk: Chunk, error: unknown): void {
    chunk.call.fail(error);
  }

  /** What runs of a call that is over is asked to stop; what hasn't begun is taken back. */
  #stopAll(call: Call): void {
    for (const lane of this.#crew.lanes) {
      for (const chunk of [...lane.chunks]) {
        if (chunk.call !== call || lane.revoke(chunk)) continue;
        chunk.abandoned = true;
        lane.stop(chunk, call.impatient ? "cancelled" : "sibling");
        if (call.impatient && lane.started(chunk)) this.#times.grace(lane, chunk);
      }
    }
    this.#fill();
  }

  /** A task that was stopped before it could begin, in a child that had it already, and that has begun all the same. */
  #watchStopped(lane: Lane): void {
    const first = lane.chunks[0];
    if (first === undefined || !first.abandoned || !first.call.impatient) return;
    if (!lane.deadlines.has(first) && lane.started(first)) this.#times.grace(lane, first);
  }

  #expired(lane: Lane, chunk: Chunk): void {
    const { call } = chunk;
    const item = lane.port.item(chunk.ticket);
    chunk.abandoned = true;
    lane.stop(chunk, "timeout");
    this.#times.grace(lane, chunk);
    this.#vacate(lane);
    call.failed(chunk, item, null, timeoutOf(call, chunk, item), true);
    this.#fill();
  }

  #deaf(lane: Lane): void {
    this.#vacate(lane);
    this.#crew.replace(lane);
    this.#fill();
  }

  /** Takes back what a worker hasn't begun. */
  #vacate(lane: Lane): void {
    for (let chunk = lane.takeBack(); chunk !== undefined; chunk = lane.takeBack())
      this.#scheduler.putBack(chunk);
  }

  #lost(lane: Lane, exit: WorkerExit): void {
    // Its last answers.
    lane.drain((message, payload) => this.#answer(lane, message, payload));
    for (const { chunk, started, item } of lane.abandon().reverse()) {
      const { call } = chunk;
      if (chunk.abandoned || call.settled) continue;
      if (!started) {
        if (call !== this.#initializer) this.#scheduler.putBack(chunk);
        continue;
      }
      if (call === this.#initializer) continue;
      lane.begunTasks++;
      call.failed(chunk, item, null, deathOf(call, chunk, item, exit), true);
    }
    this.#fill();
    this.#checkIdle();
  }

  #checkIdleSoon(): void {
    if (this.#idleCheck) return;
    this.#idleCheck = true;
    queueMicrotask(() => {
      this.#idleCheck = false;
      // Else the pump does, when it stops: from one short task to the next nothing changes.
      if (!this.#pump.running || this.#state !== "open") this.#checkIdle();
    });
  }

  /** Nothing to do: an open pool doesn't keep the program alive, a closed one ends. */
  #checkIdle(): void {
    if (this.#calls.size > 0) return;
    if (this.#state === "open") this.#crew.referenced = false;
    if (this.#state !== "closed") return;
    // What nobody wants any more must not keep the others waiting forever.
    for (const lane of this.#crew.lanes) {
      for (const chunk of lane.chunks)
        if (chunk.abandoned && !lane.deadlines.has(chunk)) this.#times.grace(lane, chunk);
    }
    this.#crew.close();
  }
}
