/** Reads a function: its source, its free variables and their values. See README.md. */

export { captureClosure } from "./capture.js";
export { capturedValues, locationOf } from "./captured-values.js";
export type {
  AnyFunction,
  Captured,
  CapturedDynamicImport,
  CapturedImport,
  CapturedRequire,
  CapturedValue,
  Closure,
  ClosureKind,
  ExportedAs,
  ImportedBinding,
  Origin,
} from "./closure.js";
export type { FreeVariable } from "./free-variables.js";
export { freeVariables } from "./function-text.js";
export { hasInspector } from "./inspector.js";
export { addEntryModules, entryModules } from "./main-module.js";
export { originOf } from "./origin.js";
export { parser } from "./parser.js";
export { type SourceLine, sourceLineOf } from "./source-lines.js";
