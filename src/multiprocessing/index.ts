/**
 * Task parallelism with the words of Python's `multiprocessing`: `Pool`, `Process`, `Queue`, locks and shared objects, on
 * threads of one heap or on child processes.
 * https://docs.python.org/3/library/multiprocessing.html
 */
import { carryArrays } from "./carriers.js";

export {
  BrokenBarrierError,
  CancelledError,
  Empty,
  Full,
  ManycoreError,
  MemoryError,
  NotPortableError,
  NotSupportedError,
  PoisonedError,
  ShutDown,
  StartedAtImportError,
  TimeoutError,
  ValueError,
  WorkerDiedError,
} from "../errors.js";
export * from "./pool/index.js";
export * from "./process/index.js";
export * from "./queue/index.js";
export * from "./sync/index.js";
export { defineTasks } from "./tasks.js";

carryArrays();
