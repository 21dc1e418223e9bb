/**
 * Launches that are sent together: a submission costs a driver more than a dispatch. Who records anything else that must come behind them
 * calls `flush` first. Error scopes are a stack, and others' batches open and close within one synchronous stretch, so one that stays open
 * below them catches only its own errors.
 */
import type { ProgramIR } from "../../compile/ir.js";
import { Batch } from "./batch.js";
import type { Gpu } from "./device.js";
import { type KernelArgument, type KernelLaunch, launchKernel, prepareLaunch } from "./launch.js";

interface OpenBatch {
  readonly gpu: Gpu;
  readonly batch: Batch;
  readonly sent: Promise<void>;
  readonly settle: (outcome: Promise<void>) => void;
}

export class LaunchQueue {
  #open: OpenBatch | null = null;

  /**
   * Records a launch behind those before; `flush` sends it.
   * @returns fulfilled when the device has taken it; rejects with what was wrong with any launch that was sent with it
   * @throws as recordKernel, at once
   */
  add(gpu: Gpu, program: ProgramIR, launch: KernelLaunch, args: readonly KernelArgument[]): Promise<void> {
    if (this.#open !== null && this.#open.gpu !== gpu) this.flush();
    const prepared = prepareLaunch(gpu, program, launch, args);
    if (!prepared.pipeline.taken) {
      // What its shader is refused for is no other launch's error.
      this.flush();
      return launchKernel(gpu, program, launch, args);
    }
    const open = this.#open ?? this.#begin(gpu);
    prepared.record(open.batch);
    return open.sent;
  }

  /** Sends what was recorded. */
  flush(): void {
    const open = this.#open;
    if (open === null) return;
    this.#open = null;
    open.settle(
      open.batch.submit().then((error) => {
        if (error !== null) throw error;
      }),
    );
  }

  #begin(gpu: Gpu): OpenBatch {
    let settle: (outcome: Promise<void>) => void = () => {};
    const sent = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#open = { gpu, batch: new Batch(gpu), sent, settle };
    return this.#open;
  }
}
