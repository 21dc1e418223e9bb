import { setTimeout as pause } from "node:timers/promises";
import { median } from "./median.js";
import type { PeerProcess } from "./peer_process.js";
import type { First, Made, Ran, Request } from "./protocol.js";
import type { Measured, Result, Runner, Start } from "./race.js";
import { residentMegabytes } from "./resident.js";

/** Has a peer do whole pieces of work, over the protocol of protocol.ts. */
export class WorkRunner<Work, R extends Result = Result> implements Runner<R> {
  /** What each later time gave. */
  protected readonly later: Ran[] = [];
  /** What the first time gave. */
  protected first: First | undefined;
  /** Megabytes of the process and its children, the most that was seen. */
  protected memory = Number.NaN;
  protected readonly process: PeerProcess<Request<Work>>;
  readonly #work: Work;
  readonly #pause: number;

  /** @param pause milliseconds between making the inputs and the first time */
  constructor(process: PeerProcess<Request<Work>>, work: Work, pause: number) {
    this.process = process;
    this.#work = work;
    this.#pause = pause;
  }

  async start(): Promise<Start> {
    const { version, absent } = await this.process.ask<Made>({ ask: "make", work: this.#work });
    if (absent !== undefined) return { version, absent };
    await pause(this.#pause);
    this.first = await this.ran<First>("first");
    return { version, value: this.first.value, cold: this.coldOf(this.first) };
  }

  async again(_round?: number): Promise<void> {
    this.later.push(await this.ran<Ran>("again"));
  }

  async finish(): Promise<Measured<R>> {
    await this.process.ask({ ask: "end" });
    const rounds = this.later.map(({ milliseconds }) => milliseconds);
    return { rounds, warm: median(rounds), memory: this.memory, ...this.more() } as unknown as Measured<R>;
  }

  /** Does the work once; memory is looked at when it is done. */
  protected async ran<T extends Ran>(ask: "first" | "again"): Promise<T> {
    const answer = await this.process.ask<T>({ ask });
    this.look();
    return answer;
  }

  protected look(): void {
    const now = residentMegabytes(this.process.pid as number);
    this.memory = Number.isNaN(this.memory) ? now : Math.max(this.memory, now);
  }

  protected coldOf(first: First): number {
    return first.cold;
  }

  /** What a benchmark's own columns need. */
  protected more(): Partial<R> {
    return {};
  }
}
