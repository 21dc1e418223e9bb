import type { GoldenGroup } from "../family.js";

/** Moments that are read from strings with a zone behind them, or with none. */
const zones: GoldenGroup = {
  table: "zoned",
  kind: "scalar",
  queries: [
    "cast(s as timestamp)",
    "try_cast(s as timestamp)",
    "try_cast(s as timestamp_ntz)",
    "try_cast(s as date)",
  ],
};

export default [
  zones,
  {
    ...zones,
    timeZone: "America/New_York",
    queries: ["try_cast(s as timestamp)", "try_cast(s as timestamp_ntz)"],
  },
  { ...zones, timeZone: "+05:30", queries: ["try_cast(s as timestamp)"] },
];
