import { latenessStage } from "../cuda/flights-stage.js";
import { routesStage } from "../mapreduce/routes-stage.js";
import { sparkStage } from "../spark/flights-stage.js";
import { wordStage } from "../word-count/stage.js";
import { arrayStage } from "./array_stage.js";
import type { Stage } from "./stage.js";

/** What the main job runs, in this order. */
export const STAGES: readonly Stage[] = [arrayStage(), latenessStage, wordStage(), routesStage, sparkStage()];
