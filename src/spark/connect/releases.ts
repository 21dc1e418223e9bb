/**
 * What plans may have that older releases of Spark 4 don't know. A server passes over fields that it doesn't know, and then says something of no help: so what a plan asks for is looked at before it is
 * sent. Found by comparing the messages in the jars of the releases; 4.3 has all.
 */
import { NotSupportedError } from "../../errors.js";
import {
  Parse_ParseFormat as ParseFormat,
  SubqueryExpression_SubqueryType as SubqueryType,
} from "../proto/index.js";

/** A message, or the case and value of one that is one of several, as protobuf-es has them. */
type Members = Readonly<Record<string, unknown>>;

interface Novelty {
  readonly what: string;
  /** The first release that has it. */
  readonly since: readonly [major: number, minor: number];
  readonly isIn: (members: Members) => boolean;
}

const NEWEST = [4, 3] as const;

const NOVELTIES: readonly Novelty[] = [
  {
    what: "repartitionById",
    since: [4, 1],
    isIn: ({ case: kind }) => kind === "directShufflePartitionId",
  },
  {
    what: "a subquery of IN, as isin of a DataFrame",
    since: [4, 1],
    isIn: ({ $typeName, subqueryType }) =>
      $typeName === "spark.connect.SubqueryExpression" && subqueryType === SubqueryType.IN,
  },
  { what: "the type time", since: [4, 1], isIn: ({ case: kind }) => kind === "time" },
  {
    what: "reading XML out of the strings of a DataFrame",
    since: [4, 2],
    isIn: ({ $typeName, format }) => $typeName === "spark.connect.Parse" && format === ParseFormat.XML,
  },
];

/**
 * @param version the server's, as `4.0.5`
 * @throws NotSupportedError for what the release hasn't
 */
export function refuseNovelties(plan: object, version: string): void {
  const release = version.split(".", 2).map(Number);
  if (!isBefore(release, NEWEST)) return;
  const newer = NOVELTIES.filter(({ since }) => isBefore(release, since));
  if (newer.length > 0) look(plan as Members, newer, release.join("."));
}

function isBefore([major = 0, minor = 0]: readonly number[], since: readonly [number, number]): boolean {
  return major < since[0] || (major === since[0] && minor < since[1]);
}

function look(members: Members, newer: readonly Novelty[], release: string): void {
  const found = newer.find(({ isIn }) => isIn(members));
  if (found !== undefined) {
    throw new NotSupportedError(
      found.what,
      `Spark ${release}`,
      `It came with Spark ${found.since.join(".")}: connect to ${NEWEST.join(".")}.`,
    );
  }
  for (const value of Object.values(members)) {
    for (const each of Array.isArray(value) ? value : [value])
      if (isMembers(each)) look(each, newer, release);
  }
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
}
