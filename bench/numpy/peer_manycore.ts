import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as blas from "manycore/blas";
import * as np from "manycore/numpy";
import { inputs } from "./inputs.js";
import type { Loop } from "./protocol.js";
import { type Run, serve } from "./serve.js";
import type { Work } from "./work.js";

function make(work: Work): Run {
  const { probe, ...arrays } = inputs(work);
  const [a, b] = [np.asarray(arrays.a), np.asarray(arrays.b)];
  switch (work.operation) {
    case "chain":
      return () => a.mul(b).add(a).mul(b).sub(a).item(probe);
    case "norm":
      return () =>
        np
          .sqrt(a.mul(a).add(b.mul(b)))
          .sum()
          .item();
    case "add":
      return () => a.add(b).item(probe);
    case "exp":
      return () => np.exp(a).item(probe);
    case "log":
      return () => np.log(a).item(probe);
    case "sin":
      return () => np.sin(a).item(probe);
    case "matmul": {
      const [left, right] = [a.reshape([work.n, work.n]), b.reshape([work.n, work.n])];
      return () => Number(np.matmul(left, right).item(probe));
    }
  }
}

function loop(n: number, steps: number): Loop {
  let x = np.zeros([n]);
  const times = new Float64Array(steps);
  for (let step = 0; step < steps; step++) {
    const begin = performance.now();
    x = x.add(1);
    const value = x.item(n >> 1);
    times[step] = performance.now() - begin;
    if (value !== step + 1) throw new Error(`step ${step} gave ${value}`);
  }
  return { steps: [...times], peak: process.resourceUsage().maxRSS * 1024, budget: np.memory().budget };
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

/** The file's name and not its place, which is this machine's affair. */
function blasText(): string {
  const { name, version, path, threads } = blas.provider();
  return `${name}${version ? ` ${version}` : ""}${path ? ` (${basename(path)})` : ""}, ${threads} threads`;
}

await serve({ version: `manycore ${version}, BLAS: ${blasText()}`, make, loop });
