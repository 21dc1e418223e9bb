import { join } from "node:path";
import { quoted, withDuckDB } from "../../examples/flights/read_flights.js";

/** What a table is made of: a row for each `i` from 0 on. */
interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: Readonly<Record<string, string>>;
}

const CUSTOMERS = 150_000;
const PRODUCTS = 20_000;
const ORDERS = 2_500_000;
const ITEMS = 12_000_000;
const SEED = 2026;
const DAYS = 5 * 365;

/** A whole number from 0 up to but without `below`, decided by the row and a salt. */
function draw(salt: string, below: number | string): string {
  return `(hash(i, '${salt}', ${SEED}) % ${below})::INTEGER`;
}

function pick(salt: string, words: readonly string[]): string {
  return `[${words.map((word) => `'${word}'`).join(", ")}][1 + ${draw(salt, words.length)}]`;
}

function tables(scale: number): Table[] {
  const [customers, products, orders, items] = [CUSTOMERS, PRODUCTS, ORDERS, ITEMS].map((rows) =>
    Math.ceil(rows * scale),
  ) as [number, number, number, number];
  return [
    {
      name: "customers",
      rows: customers,
      columns: {
        customer_id: "i::INTEGER",
        name: "format('Customer {:09d}', i)",
        segment: pick("segment", ["farms", "homes", "schools", "shops", "towns"]),
        country: `format('country {:02d}', ${draw("country", 25)})`,
      },
    },
    {
      name: "products",
      rows: products,
      columns: {
        product_id: "i::INTEGER",
        category: `format('category {:02d}', ${draw("category", 40)})`,
        brand: `format('brand {:03d}', ${draw("brand", 200)})`,
      },
    },
    {
      name: "orders",
      rows: orders,
      columns: {
        order_id: "i::BIGINT",
        customer_id: draw("customer", customers),
        day: `DATE '2020-01-01' + ${draw("day", DAYS)}`,
        priority: pick("priority", ["1 urgent", "2 soon", "3 normal", "4 late", "5 any"]),
        note: `format('note {:016x} of the clerk {:04d}', hash(i, 'note'), ${draw("clerk", 1000)})`,
      },
    },
    {
      name: "items",
      rows: items,
      columns: {
        order_id: `(hash(i, 'order', ${SEED}) % ${orders})::BIGINT`,
        product_id: draw("product", products),
        quantity: `1 + ${draw("quantity", 50)}`,
        price: `(100 + ${draw("price", 99_900)}) / 100.0::DOUBLE`,
        discount: `${draw("discount", 11)} / 100.0::DOUBLE`,
        warehouse: `format('warehouse {:02d}', ${draw("warehouse", 12)})`,
        shipped: `DATE '2020-01-02' + ${draw("shipped", DAYS)}`,
        remark: `format('{:016x}', hash(i, 'remark'))`,
      },
    },
  ];
}

/**
 * Writes the tables in Parquet: about a gigabyte as text. The same numbers come out each time, as long as DuckDB's hash stays the same.
 *
 * @param scale 1, or less for a look whether everything runs
 * @returns how many bytes they would be as csv
 */
export function writeTables(folder: string, scale: number): Promise<number> {
  return withDuckDB(async (connection) => {
    let bytes = 0;
    for (const { name, rows, columns } of tables(scale)) {
      const list = Object.entries(columns).map(([column, sql]) => `${sql} AS ${column}`);
      const file = quoted(join(folder, `${name}.parquet`));
      await connection.run(
        `COPY (SELECT ${list.join(", ")} FROM range(${rows}) t(i)) TO ${file} (FORMAT parquet, COMPRESSION snappy)`,
      );
      const text = Object.keys(columns).map((column) => `length(${column}::VARCHAR) + 1`);
      const reader = await connection.runAndReadAll(
        `SELECT sum(${text.join(" + ")}) FROM read_parquet(${file})`,
      );
      bytes += Number(reader.getRows()[0]?.[0]);
    }
    return bytes;
  });
}

/** Where {@link writeTables} has put each. */
export function tablesIn(folder: string): Record<string, string> {
  return Object.fromEntries(tables(1).map(({ name }) => [name, join(folder, `${name}.parquet`)]));
}
