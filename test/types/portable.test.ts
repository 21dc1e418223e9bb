/** Types of functions that travel, as the compiler sees them (`tsc` checks this file). */
import {
  addRemoteStack,
  type Carrier,
  capture,
  defineTasks,
  encode,
  type Parcel,
  type Portable,
  registerCarrier,
  revive,
} from "manycore/portable";
import { expect, expectTypeOf, test } from "vitest";

const measure = (text: string, deep?: boolean): number => text.length + Number(deep);

test("capture and revive keep a function's type", async () => {
  const portable = capture(measure);
  expectTypeOf(portable).toEqualTypeOf<Portable<typeof measure>>();
  const revived = await revive(portable);
  expectTypeOf(revived).toEqualTypeOf<(text: string, deep?: boolean) => number>();
  expect(revived("ab")).toBeNaN();
});

test("defineTasks gives back what it takes", () => {
  const tasks = defineTasks(import.meta, {
    measure,
    async later<T>(x: T): Promise<T> {
      return x;
    },
  });
  expectTypeOf(tasks.measure).toEqualTypeOf<typeof measure>();
  expectTypeOf(tasks.later<5>).returns.toEqualTypeOf<Promise<5>>();
  // @ts-expect-error: a task is a function
  expect(() => defineTasks(import.meta, { no: 1 })).toThrow();
});

test("roads, parcels and errors", () => {
  expectTypeOf(encode(1, "thread")).toEqualTypeOf<Parcel>();
  // @ts-expect-error: no such road
  encode(1, "air");
  class Odd extends Error {}
  expectTypeOf(addRemoteStack(new Odd(), "a worker")).toEqualTypeOf<Odd>();
});

test("a carrier's pack and unpack fit each other", () => {
  class Box {
    readonly content: number;
    constructor(content: number) {
      this.content = content;
    }
  }
  const carrier: Carrier<Box, number> = {
    tag: "types.box",
    type: Box,
    pack: (box) => box.content,
    unpack: (content) => new Box(content),
  };
  registerCarrier(carrier);
  // @ts-expect-error: unpack must give the class's instances
  const wrong: Carrier<Box, number> = { ...carrier, unpack: (content: number) => content };
  expect(wrong.tag).toBe("types.box");
});
