/** A run that fails half way leaves no array that looks valid. */

import * as np from "manycore/numpy";
import { afterEach, describe, expect, test } from "vitest";
import { type Backend, useBackend, wasmBackend } from "../../dist/kernel/index.js";

function failing(): Backend {
  const die = (): never => {
    throw new np.WorkerDiedError("helper 1 died", { cause: { confirmed: true } });
  };
  return { name: "failing", map: die, reduce: die, mapAsync: async () => die() };
}

afterEach(() => {
  useBackend(wasmBackend);
});

describe("poison", () => {
  test("a pending result stays pending and can be computed again", () => {
    const x = np.ones(3);
    const y = x.add(1);
    useBackend(failing());
    expect(() => y.item(0)).toThrow(np.WorkerDiedError);
    useBackend(wasmBackend);
    expect(y.tolist()).toEqual([2, 2, 2]);
    expect(x.tolist()).toEqual([1, 1, 1]);
  });

  test("an array that was being written in place holds no values any more", () => {
    const x = np.ones(3);
    useBackend(failing());
    expect(() => x.iadd(1)).toThrow(np.WorkerDiedError);
    useBackend(wasmBackend);
    expect(() => x.item(0)).toThrow(/helper thread died/);
    expect(() => x.add(1).item(0)).toThrow(/helper thread died/);
    expect(() => x.sum()).toThrow(/helper thread died/);
    expect(() => x.slice("1:").tolist()).toThrow(/helper thread died/);
  });

  test("the same without blocking", async () => {
    const y = np.ones(3).add(1);
    useBackend(failing());
    await expect(y.ready()).rejects.toThrow(np.WorkerDiedError);
    useBackend(wasmBackend);
    expect((await y.ready()).tolist()).toEqual([2, 2, 2]);
  });
});
