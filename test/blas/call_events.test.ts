import { ddot, dgemm, provider } from "manycore/blas";
import { afterEach, describe, expect, it } from "vitest";
import { type EventOf, subscribe } from "../../dist/events/index.js";

process.env.MANYCORE_BLAS = "embedded";

describe("blas.call", () => {
  const heard: EventOf<"blas.call">[] = [];
  afterEach(() => void heard.splice(0));
  const x = new Float64Array(400).fill(1);
  const product = () => dgemm("n", "n", 10, 20, 12, 1, x, 12, x.slice(), 20, 0, new Float64Array(200), 20);

  it("tells of each routine that a provider computed, while somebody listens", () => {
    product();
    const { unsubscribe } = subscribe("blas.call", (event) => heard.push(event));
    product();
    ddot(400, x, 1, x, 1);
    unsubscribe();
    product();
    expect(heard.map(({ routine }) => routine)).toEqual(["dgemm", "ddot"]);
    expect(heard[0]).toMatchObject({ provider: provider().name, m: 10, n: 20, k: 12 });
    for (const { ms } of heard) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it("not of what needed none", () => {
    const { unsubscribe } = subscribe("blas.call", (event) => heard.push(event));
    dgemm("n", "n", 2, 2, 2, 1, x, 2, x.slice(), 2, 0, new Float64Array(4), 2);
    ddot(0, x, 1, x, 1);
    unsubscribe();
    expect(heard).toEqual([]);
  });
});
