/** Questions to a shop's books, of our own writing; the tables are made by tables.ts. The same text is run by all peers. */
export interface Query {
  readonly name: string;
  readonly title: string;
  readonly sql: string;
}

export const QUERIES: readonly Query[] = [
  {
    name: "aggregate",
    title: "sales by month and warehouse",
    sql: `
      SELECT year(shipped) AS year, month(shipped) AS month, warehouse, count(*) AS items, sum(quantity) AS pieces,
        sum(price * (1 - discount)) AS revenue, avg(discount) AS discount, max(price) AS dearest
      FROM items
      WHERE quantity > 1
      GROUP BY year(shipped), month(shipped), warehouse
      ORDER BY year, month, warehouse`,
  },
  {
    name: "join",
    title: "revenue by country and segment, three tables",
    sql: `
      SELECT c.country, c.segment, count(*) AS items, sum(i.price * (1 - i.discount)) AS revenue
      FROM items i JOIN orders o ON i.order_id = o.order_id JOIN customers c ON o.customer_id = c.customer_id
      WHERE o.day >= DATE '2022-01-01' AND o.day < DATE '2023-01-01'
      GROUP BY c.country, c.segment
      ORDER BY c.country, c.segment`,
  },
  {
    name: "best of each",
    title: "the three best products of each category, by a window",
    sql: `
      SELECT category, product_id, revenue, place
      FROM (
        SELECT p.category, s.product_id, s.revenue,
          row_number() OVER (PARTITION BY p.category ORDER BY s.revenue DESC, s.product_id) AS place
        FROM (SELECT product_id, sum(price * (1 - discount)) AS revenue FROM items GROUP BY product_id) s
          JOIN products p ON s.product_id = p.product_id
      ) t
      WHERE place <= 3
      ORDER BY category, place`,
  },
  {
    name: "many groups",
    title: "the hundred largest orders of 2.5M",
    sql: `
      SELECT o.order_id, o.customer_id, t.pieces, t.revenue
      FROM (
        SELECT order_id, sum(quantity) AS pieces, sum(price * quantity) AS revenue FROM items GROUP BY order_id
      ) t JOIN orders o ON t.order_id = o.order_id
      ORDER BY t.revenue DESC, o.order_id
      LIMIT 100`,
  },
  {
    name: "exists",
    title: "customers with a large item, by priority, counted once",
    sql: `
      SELECT o.priority, count(DISTINCT o.customer_id) AS customers, count(*) AS orders
      FROM orders o
      WHERE EXISTS (SELECT 1 FROM items i WHERE i.order_id = o.order_id AND i.quantity >= 49)
      GROUP BY o.priority
      ORDER BY o.priority`,
  },
];
