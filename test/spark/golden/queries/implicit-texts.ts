import { each, type GoldenGroup } from "../family.js";

/** Where a text is wanted, and something else is given. */
const queries = [
  ...each("to_date(#)", "k", "abs(k) % 10 + 2000", "k > 0"),
  ...each("to_date(#, 'yyyy')", "k", "abs(k) % 10 + 2000"),
  ...each("try_to_date(#)", "k", "abs(k) % 10 + 2000"),
  ...each("to_timestamp_ntz(#)", "abs(k) % 10 + 2000"),
  ...each("try_to_timestamp(#)", "k", "k > 0"),
  ...each("hex(#)", "d", "ts", "ntz", "k > 0"),
];
const times: GoldenGroup = { table: "times", kind: "scalar", queries };

export default [times, { ...times, timeZone: "America/New_York", queries: ["hex(ts)", "to_date(k)"] }];
