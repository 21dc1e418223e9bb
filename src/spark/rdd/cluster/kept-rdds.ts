import { create } from "@bufbuild/protobuf";
import type { Engine } from "../../engine/index.js";
import {
  AnalyzePlanRequest_PersistSchema,
  AnalyzePlanRequest_UnpersistSchema,
  type Relation,
} from "../../proto/index.js";
import type { Captured } from "../captured.js";
import type { Lineage } from "../lineage.js";
import type { RddStorage } from "../storage.js";

/** An RDD whose partitions Spark is to keep. */
export interface KeptRdd {
  readonly id: number;
  readonly relation: Relation;
  readonly storage: RddStorage;
  /** Of all the stages that make it: their accumulators' additions come with its rows. */
  readonly captured: readonly Captured[];
}

/** What a context's persisted RDDs are on the server, as long as they are persisted, and an RDD of the program's is one of them. */
export class KeptRdds {
  readonly #engine: Engine;
  readonly #kept = new Map<number, KeptRdd>();
  readonly #leaving = new Set<Promise<unknown>>();
  readonly #gone = new FinalizationRegistry<number>((id) => this.drop(id));

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  find(id: number): KeptRdd | undefined {
    return this.#kept.get(id);
  }

  /** Has Spark keep what the next action computes. @throws SparkException */
  async add(node: Lineage, kept: KeptRdd): Promise<void> {
    const { relation, storage } = kept;
    const request = create(AnalyzePlanRequest_PersistSchema, { relation, storageLevel: storage });
    await this.#engine.analyze("persist", request);
    this.#kept.set(kept.id, kept);
    this.#gone.register(node, kept.id);
  }

  /** Has Spark keep rows while something runs. @throws SparkException */
  async during(relation: Relation, run: () => Promise<void>): Promise<void> {
    const storageLevel = { useDisk: true, useMemory: true, deserialized: true, replication: 1 };
    await this.#engine.analyze(
      "persist",
      create(AnalyzePlanRequest_PersistSchema, { relation, storageLevel }),
    );
    try {
      await run();
    } finally {
      this.#unpersist(relation);
    }
  }

  /** Lets Spark forget it. Nobody waits: what goes wrong then ends with the session at the latest. */
  drop(id: number): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    this.#kept.delete(id);
    this.#unpersist(kept.relation);
  }

  /** Also what has been let go of is gone then. */
  async dropAll(): Promise<void> {
    for (const id of [...this.#kept.keys()]) this.drop(id);
    await Promise.all(this.#leaving);
  }

  #unpersist(relation: Relation): void {
    const request = create(AnalyzePlanRequest_UnpersistSchema, { relation, blocking: false });
    const leaving = this.#engine.analyze("unpersist", request).then(
      () => {},
      () => {},
    );
    this.#leaving.add(leaving);
    leaving.then(() => this.#leaving.delete(leaving));
  }
}
