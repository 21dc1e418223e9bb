/** The tables of random queries, the kinds of their columns, and the literals of each. */
import type { Seeded } from "../../support/seeded.js";

export const TABLES: readonly string[] = [
  `CREATE OR REPLACE TEMP VIEW people AS SELECT * FROM VALUES
    (1, 'ann', 10, 1.50BD, DATE '2024-01-05', true), (2, 'bob', NULL, 2.25BD, DATE '2024-02-29', false), (3, NULL, 10, NULL, NULL, NULL),
    (4, 'ann', -3, 0.00BD, DATE '2023-12-31', true), (NULL, 'cid', 7, -1.50BD, DATE '2024-01-05', false), (5, '', 0, 1.50BD, DATE '2024-03-01', NULL),
    (5, 'dot', 10, 99.99BD, NULL, true) AS t(id, name, points, price, day, ok)`,
  `CREATE OR REPLACE TEMP VIEW visits AS SELECT * FROM VALUES
    (1, 'ann', 5L, 0.5D), (1, 'bob', NULL, 2.0D), (2, 'bob', 5L, NULL), (NULL, 'ann', 6L, -0.25D), (4, NULL, 7L, 8.0D), (9, 'zed', -1L, 0.5D)
    AS t(id, name, places, share)`,
  "CREATE OR REPLACE TEMP VIEW teams AS SELECT * FROM VALUES ('ann', 1), ('bob', 2), ('bob', NULL), (NULL, 3), ('eve', 10) AS t(name, rank)",
];

export type Kind = "number" | "string" | "boolean" | "date";

export interface Column {
  readonly sql: string;
  readonly kind: Kind;
}

/** A query, and the kinds of its columns, which are named c1, c2 … */
export interface Query {
  readonly sql: string;
  readonly kinds: readonly Kind[];
}

export const COLUMNS: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  people: { id: "number", name: "string", points: "number", price: "number", day: "date", ok: "boolean" },
  visits: { id: "number", name: "string", places: "number", share: "number" },
  teams: { name: "string", rank: "number" },
};

export const KINDS: readonly Kind[] = ["number", "number", "number", "string", "string", "boolean", "date"];

export function literalOf(random: Seeded, kind: Kind): string {
  if (random.chance(0.1)) return `CAST(NULL AS ${kind === "number" ? "int" : kind})`;
  switch (kind) {
    case "number":
      return random.pick(["0", "1", "2", "5", "10", "-3", "1.5BD", "0.5D", "7L", "2S"]);
    case "string":
      return random.pick(["'ann'", "'bob'", "''", "'z'", "'a b'"]);
    case "boolean":
      return random.pick(["true", "false"]);
    case "date":
      return random.pick(["DATE '2024-01-05'", "DATE '2024-02-29'", "DATE '1999-12-31'"]);
  }
}

export function numbered(alias: string, kinds: readonly Kind[]): Column[] {
  return kinds.map((kind, i) => ({ sql: `${alias}.c${i + 1}`, kind }));
}
