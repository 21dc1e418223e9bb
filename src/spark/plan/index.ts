export * from "./expression.js";
export { literal, literalOf } from "./literal.js";
export * from "./own-functions.js";
export * from "./relation.js";
export { queryOf, subquery, withSubqueries } from "./subqueries.js";
