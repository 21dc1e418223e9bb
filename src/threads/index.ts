/** A fork–join team of threads. README.md explains the protocol. */
export { defineKernel, type KernelCode } from "./kernel-code.js";
export type { Loss } from "./outcome.js";
export {
  becomeParticipant,
  enrolParticipant,
  markParticipantGone,
  participantGone,
  participantName,
  selfParticipant,
} from "./participants.js";
export { runTeam } from "./run.js";
export { runTeamAsync } from "./run-async.js";
export { threadSettled } from "./settled.js";
export { shutdownTeam } from "./shutdown.js";
export { usableCpus } from "./size.js";
export { teamSize } from "./team.js";
