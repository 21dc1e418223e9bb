/** RDDs on the cores of this machine: stages of tasks on a Pool, with mapreduce's shuffle between them. README.md has the whole. */
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import {
  Interrupts,
  Ledger,
  type MemoryShares,
  memoryShares,
  removeTree,
} from "../../../mapreduce/for-rdds.js";
import { Pool } from "../../../multiprocessing/index.js";
import { sweep, temporaryName } from "../../engine/temporary-folder.js";
import type { BroadcastHold, JobOptions, RddBackend, RunOptions, SaveOptions } from "../backend.js";
import { fileSplits } from "../file-splits.js";
import type { Lineage } from "../lineage.js";
import { Resolver } from "../resolver.js";
import { RunningJobs } from "../running-jobs.js";
import { BlockCache } from "./block-cache.js";
import { Job, type JobShop } from "./job.js";
import { OutputFolder } from "./output-folder.js";
import { shareBytes, unshare } from "./shared-bytes.js";
import { ShuffleStore } from "./shuffle-store.js";
import type { Shared } from "./task-spec.js";

export interface EmbeddedOptions {
  /** Threads that run tasks. */
  readonly workers: number;
  /** Bytes of the shared heap for each of them; as much of the machine's memory as mapreduce takes, if not given. */
  readonly memory?: number | undefined;
  /** Failures of one task that end the job: `spark.task.maxFailures`, 4 if not given. */
  readonly attempts?: number | undefined;
  /** Seconds without progress after which a task is ended; 600 if not given, 0 for none. */
  readonly taskTimeout?: number | undefined;
  /** What `taskTimeout` is for a job that begins, where it may change; undefined for what it is otherwise. */
  readonly timeoutNow?: (() => Promise<number | undefined>) | undefined;
  /** Where temporary files lie; the system's folder if not given. */
  readonly temp?: string | undefined;
}

/** Spark's `spark.task.maxFailures`. */
const ATTEMPTS = 4;
/** Hadoop's `mapreduce.task.timeout`. */
const TASK_TIMEOUT = 600;

export class EmbeddedBackend implements RddBackend {
  readonly name = "the embedded engine";
  readonly road = "process";
  readonly defaultParallelism: number;
  readonly #options: EmbeddedOptions;
  readonly #root: string;
  readonly #shares: MemoryShares;
  readonly #ledger: Ledger;
  readonly #resolver = new Resolver(fileSplits);
  readonly #cache: BlockCache;
  readonly #shuffles: ShuffleStore;
  readonly #broadcasts = new Map<number, Shared>();
  readonly #jobs = new RunningJobs();
  #shop: Promise<JobShop> | undefined;
  #pool: Pool | undefined;
  #interrupts: Interrupts | undefined;
  #stopped: Promise<void> | undefined;

  /** Starts nothing yet: the first job does. @throws ValueError and MemoryError as mapreduce's `memory` */
  constructor(options: EmbeddedOptions) {
    this.#options = options;
    this.defaultParallelism = options.workers;
    this.#shares = memoryShares(options.memory, options.workers);
    this.#ledger = new Ledger(this.#shares.kept);
    this.#cache = new BlockCache(this.#ledger);
    this.#shuffles = new ShuffleStore(this.#ledger);
    this.#root = join(options.temp ?? tmpdir(), temporaryName("spark"));
  }

  partitionsOf(lineage: Lineage, { signal }: JobOptions = {}): Promise<number> {
    return this.#jobs.run(signal, (both) => this.#resolver.resolve(lineage, both));
  }

  run(lineage: Lineage, options: RunOptions): Promise<unknown[][]> {
    const { signal, action, partitions, limit } = options;
    return this.#jobs.run(signal, async (both) => {
      const job = new Job(await this.#shopOfJob(), action, both);
      return job.elements(lineage, partitions, limit);
    });
  }

  saveAsTextFile(lineage: Lineage, { signal, path, compression }: SaveOptions): Promise<void> {
    return this.#jobs.run(signal, async (both) => {
      const job = new Job(await this.#shopOfJob(), "saveAsTextFile", both);
      const output = new OutputFolder(path, compression);
      output.begin();
      const removeNow = (): void => output.fail();
      process.on("exit", removeNow);
      try {
        await job.save(lineage, output, compression);
        output.succeed();
      } catch (error) {
        output.fail();
        throw error;
      } finally {
        process.removeListener("exit", removeNow);
      }
    });
  }

  unpersist(id: number): void {
    this.#cache.drop(id);
  }

  hold(id: number, bytes: Uint8Array): BroadcastHold {
    this.#jobs.checkRunning();
    const shared = shareBytes(bytes, id);
    this.#broadcasts.set(id, shared);
    return {
      release: () => {
        if (this.#broadcasts.get(id) !== shared) return;
        this.#broadcasts.delete(id);
        unshare(shared);
      },
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    await this.#jobs.end();
    await this.#pool?.terminate();
    this.#cache.dropAll();
    this.#shuffles.dropAll();
    for (const shared of this.#broadcasts.values()) unshare(shared);
    this.#broadcasts.clear();
    removeTree(this.#root);
    this.#interrupts?.close();
  }

  async #shopOfJob(): Promise<JobShop> {
    const taskTimeout = await this.#options.timeoutNow?.();
    const shop = await this.#open();
    return taskTimeout === undefined ? shop : { ...shop, taskTimeout };
  }

  #open(): Promise<JobShop> {
    this.#shop ??= this.#opened();
    return this.#shop;
  }

  async #opened(): Promise<JobShop> {
    const { workers, attempts = ATTEMPTS, taskTimeout = TASK_TIMEOUT } = this.#options;
    // Late, because it does something when it is loaded: it names the task.
    const { tasks } = await import("./rdd-tasks.js");
    sweep(dirname(this.#root));
    this.#pool = new Pool(workers);
    this.#interrupts = new Interrupts(
      () => this.stop(),
      () => removeTree(this.#root),
    );
    return {
      pool: this.#pool,
      tasks,
      shares: this.#shares,
      ledger: this.#ledger,
      root: this.#root,
      resolver: this.#resolver,
      cache: this.#cache,
      shuffles: this.#shuffles,
      broadcasts: this.#broadcasts,
      workers,
      attempts,
      taskTimeout,
    };
  }
}
