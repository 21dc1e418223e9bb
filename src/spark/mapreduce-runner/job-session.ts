/** The Spark that runs a job. */
import { SparkSession } from "../api/session/spark-session.js";
import type { ConnectEngine } from "../connect/index.js";
import type { Engine } from "../engine/index.js";

export interface JobSession {
  readonly engine: ConnectEngine;
  /** Ends what was begun for the job. */
  release(): Promise<void>;
}

/**
 * That of the program's active session, if it is a cluster's; else the one that the environment names, as PySpark's `SPARK_REMOTE`; else one that is started on
 * this machine for the job.
 *
 * @param workers threads of one that is started
 * @throws SparkConnectException, and NotSupportedError without what a client needs
 */
export async function jobSession(workers: number): Promise<JobSession> {
  const active = SparkSession.getActiveSession()?.engine;
  if (active !== undefined && isClusters(active)) return { engine: active, release: async () => {} };
  const remote = process.env.SPARK_REMOTE;
  const builder =
    remote === undefined || remote === ""
      ? SparkSession.builder.master(`local[${workers}]`)
      : SparkSession.builder.remote(remote);
  const session = await builder.create();
  return { engine: session.engine as ConnectEngine, release: () => session.stop() };
}

function isClusters(engine: Engine): engine is ConnectEngine {
  return "addArtifact" in engine;
}
