/** RDDs on a cluster, through Spark Connect: stages are functions over batches of rows, between which Spark shuffles. ../README.md has the whole. */
import { resolve } from "node:path";
import { NotSupportedError } from "../../../errors.js";
import { needsModules } from "../../../portable/index.js";
import type { ConnectEngine } from "../../connect/index.js";
import type { BroadcastHold, JobOptions, RddBackend, RunOptions, SaveOptions } from "../backend.js";
import type { Lineage } from "../lineage.js";
import { Resolver } from "../resolver.js";
import { RunningJobs } from "../running-jobs.js";
import { ClusterJob, type ClusterShop } from "./cluster-job.js";
import { KeptRdds } from "./kept-rdds.js";
import { fileOf, type StageFile } from "./stage-artifacts.js";
import type { BroadcastFile } from "./stage-file.js";
import { StageSender } from "./stage-sender.js";

let lastVersion = 0;

export class ClusterBackend implements RddBackend {
  readonly name: string;
  readonly road = "bundle";
  readonly defaultParallelism: number;
  readonly #broadcasts = new Map<number, BroadcastFile & StageFile>();
  readonly #jobs = new RunningJobs();
  readonly #shop: ClusterShop;
  #stopped: Promise<void> | undefined;

  /** @param parallelism tasks that the cluster can run at once */
  constructor(engine: ConnectEngine, parallelism: number) {
    this.name = engine.name;
    this.defaultParallelism = parallelism;
    this.#shop = {
      engine,
      sender: new StageSender(engine),
      resolver: new Resolver(async (files, signal) => {
        const job = new ClusterJob(this.#shop, "textFile", signal ?? this.#jobs.signal);
        // Paths are those of this program's folder, on file systems that all see.
        const paths = files.paths.map(absolute);
        return job.splits({ ...files, paths });
      }),
      kept: new KeptRdds(engine),
      broadcasts: this.#broadcasts,
      bounds: new WeakMap(),
      starts: new WeakMap(),
      counted: new Set(),
    };
  }

  partitionsOf(lineage: Lineage, { signal }: JobOptions = {}): Promise<number> {
    return this.#jobs.run(signal, (both) => this.#shop.resolver.resolve(lineage, both));
  }

  run(lineage: Lineage, { signal, action, partitions, limit }: RunOptions): Promise<unknown[][]> {
    return this.#jobs.run(signal, (both) =>
      new ClusterJob(this.#shop, action, both).elements(lineage, partitions, limit),
    );
  }

  saveAsTextFile(lineage: Lineage, options: SaveOptions): Promise<void> {
    return this.#jobs.run(options.signal, (both) =>
      new ClusterJob(this.#shop, "saveAsTextFile", both).save(lineage, {
        ...options,
        path: absolute(options.path),
      }),
    );
  }

  unpersist(id: number): void {
    this.#shop.kept.drop(id);
  }

  hold(id: number, bytes: Uint8Array): BroadcastHold {
    this.#jobs.checkRunning();
    if (needsModules(bytes)) {
      throw new NotSupportedError(
        "A broadcast value with functions that import something",
        this.name,
        "Broadcast the data, and let the function that uses them refer to what it imports.",
      );
    }
    const held = { id, version: ++lastVersion, ...fileOf("broadcast", "bin", bytes) };
    this.#broadcasts.set(id, held);
    return {
      release: () => {
        if (this.#broadcasts.get(id) === held) this.#broadcasts.delete(id);
      },
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    await this.#jobs.end();
    await this.#shop.kept.dropAll();
    this.#broadcasts.clear();
  }
}

function absolute(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : resolve(path);
}
