/** `manycore/portable`: values and functions that travel to threads, processes and other machines. See README.md. */
export { type Bundle, type BundleOptions, bundle } from "./bundle.js";
export { capture, type Portable, revive } from "./capture-function.js";
export { type CarriedClass, type Carrier, registerCarrier } from "./carriers.js";
export { decode, decodeAsync, needsModules } from "./decode.js";
export { encode } from "./encode.js";
export { type ExplainedPart, type Explanation, explain } from "./explain.js";
export { encodeFunction } from "./functions/encode-function.js";
export { isStartedAtImport, refuseAtImport, watchImports } from "./functions/import-watch.js";
export { defineTasks } from "./functions/tasks.js";
export { isOwnFrame } from "./own-frames.js";
export type { Parcel, Road } from "./parcel.js";
export { addRemoteStack } from "./remote-stack.js";
