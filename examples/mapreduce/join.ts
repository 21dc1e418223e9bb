/**
 * Two inputs joined by a column they share: who ordered what?
 *
 *     npx tsx examples/mapreduce/join.ts customers.tsv orders.tsv
 *
 * The lines are columns between tabs, and the first says what a line is: `customer`, id, name, or `order`, id, the customer's id,
 * amount. Prints `"customer's id"\t[name, order, amount]`, a line an order, a customer's orders in no particular order. Orders of
 * unknown customers are counted (`join`, `orders without customer`), with `--outer` printed too, the name being null.
 *
 * A reduce-side join: both inputs meet by the customer's id. The key is the id and 0 for a customer, 1 for an order; they are grouped
 * by the id alone. So a reducer sees the customer first and then the orders, of which it needn't hold any.
 */
import { MapReduce, option, pair } from "manycore/mapreduce";

const OPTIONS = { outer: option.boolean({ help: "print orders of unknown customers too" }) };

const CUSTOMER = 0;
const ORDER = 1;
type Key = [customer: string, kind: typeof CUSTOMER | typeof ORDER];
type Row = { readonly name: string } | { readonly order: string; readonly amount: number };

export class OrdersOfCustomers extends MapReduce<null, string, typeof OPTIONS> {
  static override options = OPTIONS;

  override *mapper(_: null, line: string) {
    const [kind, id = "", ...rest] = line.split("\t");
    if (kind === "customer" && id !== "" && rest.length === 1) {
      const [name = ""] = rest;
      yield pair<Key, Row>([id, CUSTOMER], { name });
    } else if (kind === "order" && id !== "" && rest.length === 2 && isNumber(rest[1])) {
      const [customer = "", amount] = rest;
      yield pair<Key, Row>([customer, ORDER], { order: id, amount: Number(amount) });
    } else this.increment("join", "malformed lines");
  }

  override groupingKey([customer]: Key) {
    return customer;
  }

  override *reducer([customer]: Key, rows: Iterable<Row>) {
    const names: (string | null)[] = [];
    for (const row of rows) {
      if ("name" in row) {
        names.push(row.name);
        continue;
      }
      if (names.length === 0) {
        this.increment("join", "orders without customer");
        if (!this.options.outer) continue;
      }
      // Several customers of one id, if the input has them: each with each order, as in SQL.
      for (const name of names.length > 0 ? names : [null]) {
        yield pair(customer, [name, row.order, row.amount]);
      }
    }
  }
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));
}

await OrdersOfCustomers.main(import.meta);
