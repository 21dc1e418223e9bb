/** The vector back end of compiled functions. README.md explains the scheme. */
export { type Note, Notes } from "./context.js";
export { disassemble as disassembleModule } from "./disassemble.js";
export { Gang, type GangOptions } from "./gang.js";
export { type InlinedBody, inlineCalls } from "./inline.js";
export { type CompiledLoop, type LoopLayout, type LoopStage, wasmLoop } from "./loop.js";
export { type LoopArgument, runLoop } from "./run-loop.js";
export { emitScalarCall, type ScalarCall, scalarImports, scalarShape } from "./scalar-call.js";
export { disassemble, explain, type NamedModule, showing } from "./shown-code.js";
export { mathImports } from "./vector-math.js";
