import { type Inputs, inputs } from "./inputs.js";
import { type Run, serve } from "./serve.js";
import type { Work } from "./work.js";

/** A multiplication of larger matrices in plain loops would take most of the benchmark's time. */
const LARGEST_MATRIX = 512;

function make(work: Work): Run | string {
  if (work.operation === "matmul" && work.n > LARGEST_MATRIX)
    return `matrices over ${LARGEST_MATRIX} take too long`;
  const { a, b, probe } = inputs(work);
  const empty = () => (work.dtype === "float64" ? new Float64Array(a.length) : new Float32Array(a.length));
  switch (work.operation) {
    case "chain":
      return () => {
        const out = empty();
        for (let i = 0; i < out.length; i++) {
          const x = a[i] as number;
          const y = b[i] as number;
          out[i] = (x * y + x) * y - x;
        }
        return out[probe] as number;
      };
    case "norm":
      return () => {
        let sum = 0;
        for (let i = 0; i < a.length; i++) {
          const x = a[i] as number;
          const y = b[i] as number;
          sum += Math.sqrt(x * x + y * y);
        }
        return sum;
      };
    case "add":
      return () => {
        const out = empty();
        for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) + (b[i] as number);
        return out[probe] as number;
      };
    case "exp":
    case "log":
    case "sin": {
      const f = Math[work.operation];
      return () => {
        const out = empty();
        for (let i = 0; i < out.length; i++) out[i] = f(a[i] as number);
        return out[probe] as number;
      };
    }
    case "matmul":
      return () => multiply(a, b, empty(), work.n)[probe] as number;
  }
}

/** Rows of b are walked in the inner loop, so every access is to the neighbour of the last. */
function multiply(a: Inputs["a"], b: Inputs["b"], out: Inputs["a"], n: number): Inputs["a"] {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k] as number;
      for (let j = 0; j < n; j++) {
        out[i * n + j] = (out[i * n + j] as number) + factor * (b[k * n + j] as number);
      }
    }
  }
  return out;
}

await serve({ version: `Node ${process.versions.node}`, make });
