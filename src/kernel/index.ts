/** The door of the room: the op table, the graph, and the back ends on the heap. */
export type { ArrayModule, ModuleArray, ModuleList, ModuleScalar } from "./array_module.js";
export type { Backend } from "./backend.js";
export {
  CALL_ELEMENT_FUNCTION,
  callsElementFunctions,
  type ElementFunction,
  type ElementFunctionCaller,
  nextFunctionNumber,
  offerDevice,
  offeredDevice,
  type WasmElementFunction,
} from "./element-function.js";
export { isAside } from "./graph/aside.js";
export { type Lowered, lower, programCount } from "./graph/lower.js";
export {
  attach,
  CAST,
  call,
  cast,
  expanded,
  FUNCTION,
  isPending,
  LEAF,
  type LeafSource,
  leaf,
  Node,
  operandsOf,
  operation,
  release,
  SCALAR,
  type ScalarValue,
  scalar,
  settleNode,
} from "./graph/node.js";
export {
  isHeavy,
  MAX_WEIGHT,
  readAside,
  readsEscaped,
  realize,
  realizeAsync,
  realizeInto,
  reduce,
  settleAside,
  useBackend,
} from "./graph/realize.js";
export { jsBackend } from "./js/backend.js";
export type {
  BinaryResult,
  MeanResult,
  Meet,
  OperandType,
  ReductionResult,
  UnaryResult,
} from "./ops/result_types.js";
export { type Resolved, reductionDType, resolve } from "./ops/rules.js";
export {
  isNotOffered,
  type NotOffered,
  OP_CODE,
  OP_NAMES,
  OPS,
  type OpName,
  type OpSpec,
  REDUCTION_NAMES,
  REDUCTIONS,
  type ReductionName,
} from "./ops/table.js";
export { costOf, type Instruction, type Program, programName, programText, rootOf } from "./program.js";
export { GRAIN, PARALLEL_CUTOFF, wasmBackend } from "./wasm/backend.js";
export { lanesOf } from "./wasm/frame.js";
export { writeKernel } from "./wasm/writer.js";
