import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inputs } from "./inputs.js";
import { type Run, serve } from "./serve.js";
import type { Work } from "./work.js";

/** The part of numpy-ts that is used here. */
interface Tensor {
  readonly data: ArrayLike<number>;
  readonly add: (other: Tensor) => Tensor;
  readonly subtract: (other: Tensor) => Tensor;
  readonly multiply: (other: Tensor) => Tensor;
  readonly sum: () => number;
  readonly reshape: (...shape: number[]) => Tensor;
  /** Its own documentation asks for this in loops; without it the memory runs out. */
  readonly dispose: () => void;
}

interface NumpyTs {
  configureWasm(options: { maxMemory: number }): void;
  array(values: ArrayLike<number>): Tensor;
  sqrt(x: Tensor): Tensor;
  exp(x: Tensor): Tensor;
  log(x: Tensor): Tensor;
  sin(x: Tensor): Tensor;
  matmul(a: Tensor, b: Tensor): Tensor;
}

const [folder = ""] = process.argv.slice(2);
const packageFolder = join(folder, "node_modules", "numpy-ts");
const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
const np = (await import(pathToFileURL(join(packageFolder, "dist", "esm", "index.js")).href)) as NumpyTs;

/** Its default of 256 MB is too little for a row of 1e7 numbers; it must be asked before the first array. */
np.configureWasm({ maxMemory: 2 ** 31 });

function make(work: Work): Run {
  const { probe, ...arrays } = inputs(work);
  const [a, b] = [np.array(arrays.a), np.array(arrays.b)];
  const read = (result: Tensor, ...temporaries: Tensor[]) => {
    const value = result.data[probe] as number;
    for (const tensor of [result, ...temporaries]) tensor.dispose();
    return value;
  };
  switch (work.operation) {
    case "chain":
      return () => {
        const product = a.multiply(b);
        const sum = product.add(a);
        const scaled = sum.multiply(b);
        return read(scaled.subtract(a), product, sum, scaled);
      };
    case "norm":
      return () => {
        const [aa, bb] = [a.multiply(a), b.multiply(b)];
        const squares = aa.add(bb);
        const roots = np.sqrt(squares);
        const sum = roots.sum();
        for (const tensor of [aa, bb, squares, roots]) tensor.dispose();
        return sum;
      };
    case "add":
      return () => read(a.add(b));
    case "exp":
    case "log":
    case "sin": {
      const f = np[work.operation];
      return () => read(f(a));
    }
    case "matmul": {
      const [left, right] = [a.reshape(work.n, work.n), b.reshape(work.n, work.n)];
      return () => read(np.matmul(left, right));
    }
  }
}

await serve({ version: `numpy-ts ${version}, Node ${process.versions.node}`, make });
