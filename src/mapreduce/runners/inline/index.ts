/** `-r inline`: a job in one thread, with plain arrays, for debuggers and unit tests, and to compare other runners with. */
export { inlineRunner } from "./runner.js";
