/** manycore/numpy as an executor has it: artifacts.ts makes one file of this. */
export * from "../../../numpy/index.js";
