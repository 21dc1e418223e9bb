import { arrayStage } from "./array_stage.js";
import type { Stage } from "./stage.js";

/** What the main job runs, in this order, on the same flights. */
export const STAGES: readonly Stage[] = [arrayStage()];
