export * from "./expression.js";
export { literal, literalOf } from "./literal.js";
export { numericAggregateOf, numericAggregates, ofNumericColumns } from "./numeric-columns.js";
export * from "./own-functions.js";
export { anchorOf, lastRows, type Recursion, recursionOf, recursiveQuery } from "./recursion.js";
export * from "./relation.js";
export { queryOf, subquery, withSubqueries } from "./subqueries.js";
