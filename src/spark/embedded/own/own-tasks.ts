/**
 * What the workers run, under a name: else the function would be looked up in the text of its module (mapreduce/runners/local/local-tasks.ts says
 * more). A worker loads this file by its URL.
 */
import { defineTasks } from "../../../multiprocessing/index.js";
import { runOwnTask, runWholeTask } from "./run-task.js";

export const tasks = defineTasks(import.meta, { runOwnTask, runWholeTask });
