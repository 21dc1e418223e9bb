/** Random numbers of rows that are asked for twice, or in another order, as a query with two such columns asks for them: a chunk of one, then of the other. */
import { expect, test } from "vitest";
import { RANDOM } from "../../../src/spark/embedded/javascript/random.js";
import { UUIDS } from "../../../src/spark/embedded/javascript/uuids.js";

type Draw = (seed: bigint, row: bigint) => unknown;

const ROWS = 20_000;
/** Backwards, over what is remembered, and on. */
const ASKED = [0, 0, 19_999, 1023, 1024, 8191, 8192, 5, 16_384, 16_383, 16_385, 19_999, 0];

test.each([...RANDOM, ...UUIDS].filter(({ takes }) => takes.length === 2).map(({ name, of }) => [name, of]))(
  "%s",
  (_, of) => {
    const draw = of as unknown as Draw;
    const drawn = Array.from({ length: ROWS }, (_, row) => draw(7n, BigInt(row)));
    expect(ASKED.map((row) => draw(7n, BigInt(row)))).toEqual(ASKED.map((row) => drawn[row]));
    // Of a seed nothing of which is remembered.
    expect([500, 3].map((row) => draw(8n, BigInt(row)))).not.toContain(drawn[500]);
    for (let seed = 100n; seed < 200n; seed++) draw(seed, 0n);
    expect(ASKED.map((row) => draw(7n, BigInt(row)))).toEqual(ASKED.map((row) => drawn[row]));
  },
);
