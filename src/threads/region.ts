import { heap, TEAM_CONTROL_ADDRESS, TEAM_CONTROL_BYTES } from "../memory/index.js";
import { TeamControl } from "./control.js";

let control: TeamControl | undefined;

/** The control region of the process's team, in this process's heap. */
export function teamControl(): TeamControl {
  control ??= new TeamControl({
    memory: heap().memory,
    base: TEAM_CONTROL_ADDRESS,
    bytes: TEAM_CONTROL_BYTES,
  });
  return control;
}
