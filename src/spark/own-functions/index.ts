export { ownFailure } from "./cluster/failure.js";
export { prepareOwnFunctions } from "./cluster/prepare.js";
export type { GivenColumns, GivenRows } from "./runner/index.js";
