import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OrdersOfCustomers } from "../../examples/mapreduce/join.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Seeded } from "../support/seeded.js";
import { all, pairsOf, RUNNERS, runProgram } from "./mapreduce_program.js";

const CUSTOMERS = "customer\t17\tAnn\ncustomer\t18\tBob\ncustomer\t\tnameless\n";
const ORDERS = "order\t1\t17\t9.5\norder\t2\t99\t1\norder\t3\t17\t0\norder\t4\t18\tfree\n\n";

/** A nested loop. */
function reference(
  customers: readonly [string, string][],
  orders: readonly [string, string, number][],
  outer: boolean,
) {
  return orders.flatMap(([order, customer, amount]) => {
    const names: (string | null)[] = customers.filter(([id]) => id === customer).map(([, name]) => name);
    if (names.length === 0 && outer) names.push(null);
    return names.map((name) => [customer, [name, order, amount]]);
  });
}

function sorted(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

describe("the join", { timeout: 180_000 }, () => {
  it("puts names to orders, from two files", () => {
    const folder = scratchFolder({ "customers.tsv": CUSTOMERS, "orders.tsv": ORDERS });
    const files = [join(folder, "customers.tsv"), join(folder, "orders.tsv")];
    const inner = runProgram("join", [...files, "-r", "local", "--workers", "2"]);
    expect(inner.status).toBe(0);
    expect(sorted(pairsOf(inner.stdout))).toEqual(['["17",["Ann","1",9.5]]', '["17",["Ann","3",0]]']);
    const outer = runProgram("join", [...files, "-r", "inline", "--outer"]);
    expect(sorted(pairsOf(outer.stdout))).toEqual([
      '["17",["Ann","1",9.5]]',
      '["17",["Ann","3",0]]',
      '["99",[null,"2",1]]',
    ]);
  });

  it.each(RUNNERS)("counts what it leaves out, with -r %s", async (runner) => {
    const folder = scratchFolder({ "orders.tsv": ORDERS, "people.tsv": CUSTOMERS });
    const { counters } = await OrdersOfCustomers.run({ input: [folder], runner, workers: 2 });
    expect(counters.toJSON().join).toEqual({ "malformed lines": 3, "orders without customer": 1 });
  });

  it.each([1, 2])("agrees with a nested loop, customers named twice among them (seed %i)", async (seed) => {
    const random = new Seeded(seed);
    const id = () => `${random.integer(1, 60)}`;
    const customers = Array.from({ length: 50 }, (_, n): [string, string] => [id(), `name ${n}`]);
    const orders = Array.from({ length: 400 }, (_, n): [string, string, number] => [`${n}`, id(), n / 4]);
    const folder = scratchFolder({
      // Orders come first: the reducer must see customers first all the same.
      "a.tsv": orders.map((order) => `order\t${order.join("\t")}\n`).join(""),
      "b.tsv": customers.map((customer) => `customer\t${customer.join("\t")}\n`).join(""),
    });
    for (const runner of RUNNERS) {
      for (const outer of [false, true]) {
        const { output } = await OrdersOfCustomers.run({
          input: [folder],
          runner,
          workers: 2,
          options: { outer },
        });
        expect(sorted(await all(output))).toEqual(sorted(reference(customers, orders, outer)));
      }
    }
  });
});
