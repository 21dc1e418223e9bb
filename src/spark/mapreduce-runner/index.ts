/** `manycore/spark/mapreduce-runner`: the runner `spark` of manycore/mapreduce, which loads it by this name. */
export { runner } from "./spark-runner.js";
