/**
 * What the workers run, under a name: else the function would be looked up in the text of its module (mapreduce/runners/local/local-tasks.ts says more). A
 * worker loads this file by its URL.
 */
import { defineTasks } from "../../../multiprocessing/index.js";
import { runRddTask } from "./run-task.js";
// What functions may have captured is taught to the wire by these.
import "../accumulator.js";
import "../broadcast.js";

export const tasks = defineTasks(import.meta, { runRddTask });
