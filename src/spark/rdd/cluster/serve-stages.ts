/** The program that `node` runs on an executor for stages of RDDs. With what it imports it is one file: stage-artifacts.ts makes it. */
import type { ArrowModule } from "../../types/index.js";
import { Accumulator } from "../accumulator.js";
import { Broadcast } from "../broadcast.js";
import { runStage } from "./stage.js";
import type { StageProgram } from "./stage-program.js";
import { serve } from "./stage-server.js";

/** What functions may have captured. Their modules teach it to the wire, and are left out of a bundle where nobody names them. */
export const carried: readonly unknown[] = [Accumulator, Broadcast];

/** Serves until the other side is gone. @param input, output descriptors of the pipes */
export function serveStages(arrow: ArrowModule, input: number, output: number): Promise<void> {
  return serve<StageProgram>(arrow, input, output, runStage);
}
