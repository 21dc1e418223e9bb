/** RDDs: PySpark's, on a Pool of this machine. README.md says how they are run. */
export { Accumulator, type AccumulatorParam } from "./accumulator.js";
export type { JobOptions, RddBackend, RunOptions, SaveOptions } from "./backend.js";
export { Broadcast } from "./broadcast.js";
export { ClusterBackend } from "./cluster/cluster-backend.js";
export { parallelismOf } from "./cluster/parallelism.js";
export type { Elements, PipeOptions } from "./element-methods.js";
export { EmbeddedBackend, type EmbeddedOptions } from "./embedded/embedded-backend.js";
export type { SaveAsTextOptions } from "./layout-methods.js";
export { RDD } from "./rdd.js";
export { SparkContext } from "./spark-context.js";
export { StatCounter } from "./stat-counter.js";
export type { RddStorage } from "./storage.js";
