import { type Job, serve } from "../harness/serve.js";
import { bytes, checksum, MOST_ROUNDS, numbers, type Work } from "./work.js";

/** Does the work `times` times; what is told is the time of one. */
function repeated(times: number, once: () => ArrayLike<number>): Job {
  return {
    async run() {
      const begin = performance.now();
      let last: ArrayLike<number> = [];
      for (let k = 0; k < times; k++) last = once();
      const milliseconds = (performance.now() - begin) / times;
      return { milliseconds, value: checksum(last) };
    },
    async close() {},
  };
}

function make({ task, n, times }: Work): Job | string {
  const [a, b] = [numbers(n, 1), numbers(n, 2)];
  switch (task) {
    case "read-back":
      return repeated(times, () => a.slice());
    case "branch": {
      const out = new Float32Array(n);
      return repeated(times, () => {
        for (let i = 0; i < n; i++) {
          const x = a[i] as number;
          out[i] = x > 0 ? x * 2 : -x / (1 - x);
        }
        return out;
      });
    }
    case "saturating": {
      const [p, q, out] = [bytes(n, 1), bytes(n, 2), new Uint8Array(n)];
      return repeated(times, () => {
        for (let i = 0; i < n; i++) out[i] = Math.min((p[i] as number) + (q[i] as number), 255);
        return out;
      });
    }
    case "hypot": {
      const out = new Float32Array(n);
      return repeated(times, () => {
        for (let i = 0; i < n; i++)
          out[i] = Math.sqrt((a[i] as number) * (a[i] as number) + (b[i] as number) * (b[i] as number));
        return out;
      });
    }
    case "saxpy kernel": {
      const out = new Float32Array(n);
      return repeated(times, () => {
        for (let i = 0; i < n; i++) out[i] = 2 * (a[i] as number) + (b[i] as number);
        return out;
      });
    }
    case "mandelbrot kernel":
      return repeated(times, () => mandelbrot(n));
    case "matmul kernel":
      return matmulJob(n, times);
    default:
      return "a loop has no such thing";
  }
}

function mandelbrot(n: number): Int32Array {
  const out = new Int32Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const cx = Math.fround(-2 + Math.fround((3 * column) / n));
      const cy = Math.fround(-1.5 + Math.fround((3 * row) / n));
      let [x, y, k] = [0, 0, 0];
      while (k < MOST_ROUNDS && Math.fround(Math.fround(x * x) + Math.fround(y * y)) <= 4) {
        const next = Math.fround(Math.fround(Math.fround(x * x) - Math.fround(y * y)) + cx);
        y = Math.fround(Math.fround(Math.fround(2 * x) * y) + cy);
        x = next;
        k++;
      }
      out[row * n + column] = k;
    }
  }
  return out;
}

/** The triple loop as one writes it down, its sums in a local variable. */
function matmulJob(n: number, times: number): Job {
  const [a, b] = [numbers(n * n, 1), numbers(n * n, 2)];
  const out = new Float32Array(n * n);
  return repeated(times, () => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += (a[i * n + k] as number) * (b[k * n + j] as number);
        out[i * n + j] = sum;
      }
    }
    return out;
  });
}

await serve({ version: `Node ${process.versions.node}`, make });
