/** Bytes that aren't a whole parcel give an error, at once and without taking memory. */
import { decode, encode } from "manycore/portable";
import { expect, test } from "vitest";
import { ManycoreError, ValueError } from "../../dist/errors.js";
import { Seeded } from "../support/seeded.js";
import { randomGraph } from "./graph.js";

test("every cut is noticed", () => {
  for (let seed = 0; seed < 20; seed++) {
    const { bytes } = encode(randomGraph(new Seeded(seed), 12, { cloneable: true }), "process");
    for (let end = 0; end < bytes.length; end++)
      expect(() => decode(bytes.subarray(0, end), "process"), `seed ${seed}, ${end} bytes`).toThrow(
        ValueError,
      );
  }
});

test("changed bytes give a value or an error of the library's", () => {
  for (let seed = 100; seed < 1100; seed++) {
    const random = new Seeded(seed);
    const { bytes } = encode(randomGraph(random, 15, { cloneable: true }), "process");
    const damaged = bytes.slice();
    for (let i = random.integer(1, 4); i > 0; i--)
      damaged[random.integer(0, bytes.length - 1)] = random.integer(0, 255);
    try {
      decode(damaged, "process");
    } catch (error) {
      expect(error, `seed ${seed}: ${String(error)}`).toBeInstanceOf(ManycoreError);
    }
  }
});

test("announced sizes that can't be are refused before memory is taken", () => {
  const { bytes } = encode([Array.from({ length: 100 }, (_, i) => i)], "process");
  // The column's length, in the third byte of the body, becomes 2^27 and more.
  const huge = new Uint8Array([
    ...bytes.subarray(0, 19),
    0xff,
    0xff,
    0xff,
    0xff,
    0x0f,
    ...bytes.subarray(20),
  ]);
  huge[4] = huge[4]! + 4;
  expect(() => decode(huge, "process")).toThrow(ValueError);
});

test("another version's parcel and other files are told apart", () => {
  const { bytes } = encode(1, "process");
  const newer = bytes.slice();
  newer[1] = 200;
  expect(() => decode(newer, "process")).toThrow(/format 200/);
  expect(() => decode(new TextEncoder().encode('{"a": 1, "b": 22222}'), "process")).toThrow(ValueError);
  expect(() => decode(new Uint8Array(0), "process")).toThrow(ValueError);
});
