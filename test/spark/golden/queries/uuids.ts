import type { GoldenGroup } from "../family.js";

const seeds: GoldenGroup = {
  table: "documents",
  kind: "scalar",
  queries: [
    ...["uuid(0)", "uuid(42)", "uuid(-1)", "uuid(5000000000L)", "uuid(-9223372036854775807L)", "uuid(2147483647)"],
    ...["uuid(s)", "uuid('1')", "uuid(1.5)", "uuid(1, 2)"],
  ],
}; // biome-ignore format: lists

export default [seeds];
