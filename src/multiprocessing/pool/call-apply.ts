/** `Pool.apply`: one task. */
import { dropLease } from "../../memory/index.js";
import { encode, type Parcel, type Road } from "../../portable/index.js";
import { Call, type CallHost, type CallSite } from "./call.js";
import { Chunk } from "./chunk.js";
import { APPLY, INITIALIZER } from "./message.js";
import type { CheckedOptions } from "./options.js";
import type { TaskFunction } from "./task-function.js";

export class ApplyCall extends Call {
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  readonly #args: readonly unknown[];
  #parcel: Parcel | null;
  #cut = false;

  /** @throws NotPortableError when the function or an argument can't travel */
  constructor(
    host: CallHost,
    site: CallSite,
    fn: TaskFunction,
    args: readonly unknown[],
    options: CheckedOptions,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super(host, site, "apply", fn, APPLY, options, false);
    this.#args = args;
    this.#resolve = resolve;
    this.#reject = reject;
    // Now, so that the caller learns of what can't travel, and may change its objects while the task waits.
    this.#parcel = encode(args, host.road, "argument #");
  }

  protected cutFresh(): Chunk | undefined {
    if (this.#cut) return undefined;
    this.#cut = true;
    return new Chunk(this, 0, this.#args, 1, 0);
  }

  override parcelOf(_chunk: Chunk, road: Road): Parcel {
    const parcel = this.#parcel;
    if (parcel === null) return encode(this.#args, road, "argument #");
    // Leases serve once; other bytes may be sent again.
    if (parcel.leases.length > 0) this.#parcel = null;
    return parcel;
  }

  protected override get divisible(): boolean {
    return false;
  }

  protected keep(_first: number, _count: number, value: unknown): void {
    this.completed = 1;
    this.report();
    if (this.settled) return;
    this.settle();
    this.#resolve(value);
  }

  protected override progressed(): void {}

  protected get total(): number {
    return 1;
  }

  protected reject(error: unknown): void {
    this.#reject(error);
  }

  protected override settle(): void {
    super.settle();
    if (this.#parcel !== null) for (const lease of this.#parcel.leases) dropLease(lease);
    this.#parcel = null;
  }

  override describe(): string {
    return this.fn.name;
  }
}

/** The pool's initializer, run once in each worker before everything else. */
export class InitializerCall extends Call {
  readonly #args: readonly unknown[];
  readonly #failed: (error: unknown) => void;

  constructor(
    host: CallHost,
    site: CallSite,
    fn: TaskFunction,
    args: readonly unknown[],
    options: CheckedOptions,
    failed: (error: unknown) => void,
  ) {
    super(host, site, "initializer", fn, APPLY | INITIALIZER, options, false);
    this.#args = args;
    this.#failed = failed;
  }

  /** A worker's own. */
  cutFresh(): Chunk {
    return new Chunk(this, 0, this.#args, 1, 0);
  }

  override parcelOf(_chunk: Chunk, road: Road): Parcel {
    return encode(this.#args, road, "initArgs #");
  }

  protected override get divisible(): boolean {
    return false;
  }

  protected keep(): void {}

  protected override progressed(): void {}

  protected override broke(_index: number, error: unknown): void {
    this.#failed(error);
  }

  protected get total(): number {
    return 1;
  }

  protected reject(): void {}

  override describe(): string {
    return `the initializer ${this.fn.name}`;
  }
}
