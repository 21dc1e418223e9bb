/** The types of shared objects, as the compiler sees them (`tsc` checks this file). */
import {
  Barrier,
  Condition,
  Lock,
  type LockGuard,
  Manager,
  type RLock,
  Array as SharedArray,
  Value,
} from "manycore/multiprocessing";
import type { NDArray } from "manycore/numpy";
import { expect, expectTypeOf, test } from "vitest";

test("locks", async () => {
  const lock = new Lock();
  expectTypeOf(lock.acquire()).resolves.toEqualTypeOf<boolean>();
  expectTypeOf(lock.acquireSync(false)).toEqualTypeOf<boolean>();
  expectTypeOf(lock.hold()).resolves.toEqualTypeOf<LockGuard>();
  expectTypeOf(lock.withLock(() => 1)).resolves.toEqualTypeOf<number>();
  expectTypeOf(lock.withLock(async () => "a")).resolves.toEqualTypeOf<string>();
  // @ts-expect-error: a blocked thread sees no signal
  expect(lock.acquireSync({ blocking: false, signal: AbortSignal.abort() })).toBe(false);
  expectTypeOf(new Condition().getLock()).toEqualTypeOf<Lock | RLock>();
  expectTypeOf(new Barrier(1).wait()).resolves.toEqualTypeOf<number>();
});

test("values and arrays have the scalars of their dtypes", () => {
  expectTypeOf(new Value("i").value).toEqualTypeOf<number>();
  expectTypeOf(new Value("bool").value).toEqualTypeOf<boolean>();
  expectTypeOf(new Value("q").value).toEqualTypeOf<number | bigint>();
  expectTypeOf(new Value("float64", 1.5).get()).resolves.toEqualTypeOf<number>();
  expectTypeOf(new SharedArray("d", 2).asarray()).toEqualTypeOf<NDArray<"float64">>();
  expectTypeOf([...new SharedArray("L", 2)]).toEqualTypeOf<(number | bigint)[]>();
  // @ts-expect-error: no such typecode
  expect(() => new Value("x")).toThrow();
  // @ts-expect-error: a boolean is no int32
  expect(() => new Value("int32", "1")).toThrow();
});

test("managed objects have the types of what is in them", async () => {
  using manager = new Manager();
  const dict = manager.dict({ a: 1 });
  expectTypeOf(dict.get("a")).resolves.toEqualTypeOf<number | undefined>();
  const list = manager.list<string>();
  expectTypeOf(list.pop.bind(list)).returns.resolves.toEqualTypeOf<string>();
  const space = manager.Namespace({ x: 1, y: "a" });
  expectTypeOf(space.get("y")).resolves.toEqualTypeOf<string>();
  // @ts-expect-error: no such attribute
  await expect(space.get("z")).rejects.toThrow("no attribute");
});
