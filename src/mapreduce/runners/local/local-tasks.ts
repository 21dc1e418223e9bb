/**
 * What the workers run, under names: else each function would be looked up in the text of its module, which is built into a chunk of
 * a quarter of a megabyte (docs/decisions/chunks.md). A worker loads this file by its URL, so it is a file of its own in `dist` too
 * (scripts/bundle.mjs).
 */
import { defineTasks } from "../../../multiprocessing/index.js";
import { findGroup } from "./find-group.js";
import { runMapTask } from "./map-task.js";
import { runReduceTask } from "./reduce-task.js";
import { runSampleTask } from "./sample-task.js";

export const tasks = defineTasks(import.meta, { findGroup, runMapTask, runReduceTask, runSampleTask });
