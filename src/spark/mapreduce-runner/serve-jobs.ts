/** The program that `node` runs on an executor for stages of jobs; the files of jobs that they import have MapReduce from it. */
import { PartitionRows } from "../rdd/cluster/partition-rows.js";
import { RowWriter } from "../rdd/cluster/row-writer.js";
import { NOWHERE, RowCursor } from "../rdd/cluster/rows.js";
import { type StageRun, serve } from "../rdd/cluster/stage-server.js";
import type { ArrowModule } from "../types/index.js";
import type { JobProgram } from "./job-program.js";
import { runJobTask } from "./job-task.js";

// All of it, since the classes of jobs and what runs them have to be the same.
export * from "../../mapreduce/index.js";

/** Serves until the other side is gone. @param input, output descriptors of the pipes */
export function serveJobs(arrow: ArrowModule, input: number, output: number): Promise<void> {
  return serve<JobProgram>(arrow, input, output, runStage);
}

async function runStage(program: JobProgram, { batches, arrow, write }: StageRun): Promise<void> {
  const writer = new RowWriter(arrow, write);
  const routed = program.input.kind === "pairs" ? program.input.routed : undefined;
  const rows = new PartitionRows(new RowCursor(batches), routed, (note) => {
    // It goes on to the driver as it is.
    writer.order.bytes(note.o.subarray(note.oAt, note.oEnd));
    writer.value.bytes(note.v.subarray(note.vAt, note.vEnd));
    writer.end(NOWHERE);
  });
  while (rows.begin()) await runJobTask(program, rows, writer);
  writer.flush();
}
