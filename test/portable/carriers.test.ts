/** Classes that pack themselves: what a copy of their fields would break. */
import { type Carrier, decode, encode, encodeFunction, registerCarrier } from "manycore/portable";
import { describe, expect, test } from "vitest";
import { NotPortableError, ValueError } from "../../dist/errors.js";
import { type Block, leaseOpen, newBlock, receiveLease } from "../../dist/memory/index.js";

/** Heap memory with a name, which only its own class can open. */
class Held {
  readonly #block: Block;
  readonly name: string;
  constructor(block: Block, name: string) {
    this.#block = block;
    this.name = name;
  }
  get block(): Block {
    return this.#block;
  }
}

type Packed = { lease: number; address: number; bytes: number; name: string };
/** Every lease that was taken. */
const taken: number[] = [];
const carrier: Carrier<Held, Packed> = {
  tag: "test.held",
  type: Held,
  pack(held, road, lease) {
    if (road !== "thread") throw new NotPortableError("memory of this process", "it", "Send a copy.");
    const { address, bytes } = held.block;
    const id = lease(held.block);
    taken.push(id);
    return { lease: id, address, bytes, name: held.name };
  },
  unpack: ({ lease, address, bytes, name }) => new Held(receiveLease(lease, address, bytes), name),
};
registerCarrier(carrier);

describe("a carrier", () => {
  test("packs and unpacks, once for an object however often it stands in a parcel", () => {
    const held = new Held(newBlock(64), "a");
    const { bytes, leases } = encode([held, { again: held }], "thread");
    expect(leases.length).toBe(1);
    const [first, second] = decode(bytes, "thread") as [Held, { again: Held }];
    expect(first).toBeInstanceOf(Held);
    expect(first).not.toBe(held);
    expect(second.again).toBe(first);
    expect([first.name, first.block.address]).toEqual(["a", held.block.address]);
    expect(held.block.escaped).toBe(true);
  });

  test("takes subclasses along, and refuses a road with the path", () => {
    class Special extends Held {}
    const special = new Special(newBlock(64), "s");
    expect(() => encode({ box: [special] }, "process")).toThrow(
      /^value › \.box › \[0\].*is memory of this process, which can't travel\. Send a copy\./,
    );
  });

  test("what was leased for a parcel that failed is given back", () => {
    const held = new Held(newBlock(64), "b");
    taken.length = 0;
    for (let i = 0; i < 50; i++)
      expect(() => encode([held, new WeakMap()], "thread")).toThrow(NotPortableError);
    expect(taken.length).toBe(50);
    expect(taken.filter(leaseOpen)).toEqual([]);
    const { leases } = encode([held], "thread");
    expect(leases.filter(leaseOpen)).toEqual(leases);
  });

  test("makes a fresh parcel of a function each time, as a lease is received once", () => {
    const held = new Held(newBlock(64), "c");
    const task = () => held.name;
    const first = encodeFunction(task, "thread");
    const second = encodeFunction(task, "thread");
    expect(second).not.toBe(first);
    expect(second.leases).not.toEqual(first.leases);
  });
});

test("a tag belongs to one class", () => {
  expect(() => registerCarrier({ ...carrier, type: class Other {} as never })).toThrow(ValueError);
  expect(() => registerCarrier(carrier)).not.toThrow();
});

test("a carrier that isn't registered on the other side is named", () => {
  const { bytes } = encode(new Held(newBlock(64), "d"), "thread");
  const unknown = bytes.slice();
  const at = Buffer.from(unknown).indexOf("test.held");
  unknown[at] = "b".charCodeAt(0);
  expect(() => decode(unknown, "thread")).toThrow(/No carrier "best\.held" is registered in this thread/);
});
