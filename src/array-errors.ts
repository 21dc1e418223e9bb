/** The errors of arrays, which np and cp export. Those of tasks stay out: `np.Empty` would stand beside `np.empty`. */
export {
  AxisError,
  BlasError,
  DeviceError,
  DTypeError,
  IndexError,
  ManycoreError,
  MemoryError,
  NotSupportedError,
  OverflowError,
  TimeoutError,
  ValueError,
  WorkerDiedError,
} from "./errors.js";
