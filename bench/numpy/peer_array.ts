import { inputs } from "./inputs.js";
import { type Run, serve } from "./serve.js";
import type { Work } from "./work.js";

/** A multiplication of larger matrices in lists would take most of the benchmark's time. */
const LARGEST_MATRIX = 256;

/** JavaScript's lists in the style that they invite: map and reduce. Their numbers are float64, whatever the row's. */
function make(work: Work): Run | string {
  if (work.dtype !== "float64") return "a list has no float32";
  if (work.operation === "matmul" && work.n > LARGEST_MATRIX)
    return `matrices over ${LARGEST_MATRIX} take too long`;
  const { probe, ...typed } = inputs(work);
  const [a, b] = [Array.from(typed.a), Array.from(typed.b)];
  const at = (list: readonly number[], index: number) => list[index] as number;
  switch (work.operation) {
    case "chain":
      return () =>
        at(
          a.map((x, i) => (x * at(b, i) + x) * at(b, i) - x),
          probe,
        );
    case "norm":
      return () => a.map((x, i) => Math.sqrt(x * x + at(b, i) * at(b, i))).reduce((sum, x) => sum + x, 0);
    case "add":
      return () =>
        at(
          a.map((x, i) => x + at(b, i)),
          probe,
        );
    case "exp":
    case "log":
    case "sin": {
      const f = Math[work.operation];
      return () =>
        at(
          a.map((x) => f(x)),
          probe,
        );
    }
    case "matmul": {
      const { n } = work;
      const rows = (list: number[]) => Array.from({ length: n }, (_, i) => list.slice(i * n, (i + 1) * n));
      const [left, right] = [rows(a), rows(b)];
      const [row, column] = [Math.floor(probe / n), probe % n];
      return () => {
        const product = left.map((line) =>
          Array.from({ length: n }, (_, j) =>
            line.reduce((sum, x, k) => sum + x * at(right[k] as number[], j), 0),
          ),
        );
        return at(product[row] as number[], column);
      };
    }
  }
}

await serve({ version: `Node ${process.versions.node}`, make });
