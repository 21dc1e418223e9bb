/** Kernels as plain JavaScript, a thread at a time, with every access looked at. See docs/cuda.md. */
import { type ArrayValue, simulate } from "../kernel/compile/js/index.js";
import type { ElementType } from "./compiler.js";
import { bytesOf, type HostArray, TYPED_ARRAY } from "./elements.js";
import type { Target, TargetMemory } from "./target.js";

interface PlainMemory extends TargetMemory {
  readonly data: HostArray;
}

const dataOf = (memory: TargetMemory): HostArray => (memory as PlainMemory).data;

export const simulator: Target = {
  name: "simulator",
  allocate: (element: ElementType, length: number): PlainMemory => ({
    element,
    length,
    data: new TYPED_ARRAY[element](length),
  }),
  // The collector's, like any array of JavaScript.
  free() {},
  write(memory, values) {
    bytesOf(dataOf(memory)).set(bytesOf(values));
  },
  async read(memory): Promise<HostArray> {
    return dataOf(memory).slice();
  },
  async launch(program, { grid, block, sharedBytes, seed, args }) {
    simulate(program, {
      grid,
      block,
      sharedBytes,
      seed: seed ?? DEFAULT_SEED,
      checks: true,
      args: args.map((arg) =>
        typeof arg === "object" ? { data: dataOf(arg.memory) as ArrayValue["data"], shape: arg.shape } : arg,
      ),
    });
    return { over: Promise.resolve() };
  },
};

/** Launches repeat unless they ask for another order. */
const DEFAULT_SEED = 1;
