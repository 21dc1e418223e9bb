/** Dates and times as text of a pattern of Java's DateTimeFormatter: `dd/MM/yyyy`. */

import { notEmbedded } from "../../not-embedded.js";
import { patternNodes } from "./pattern.js";
import type { PatternNode } from "./pattern-nodes.js";
import { readText } from "./read.js";
import { type CivilTime, resolved } from "./resolve.js";
import { zoneNameAt } from "./zones.js";

export type { CivilTime } from "./resolve.js";

export type PatternReader = (text: string) => CivilTime | undefined;

/**
 * @throws PatternError for a pattern that there isn't
 * @throws NotSupportedError for one with names of zones, which are Java's
 */
export function patternReader(pattern: string): PatternReader {
  const nodes = patternNodes(pattern, true);
  if (hasZoneName(nodes)) {
    throw notEmbedded(`reading the pattern ${pattern} of dates and times, for its names of zones,`);
  }
  return (text) => {
    const found = readText(nodes, text, zoneNameAt);
    const time = found === undefined ? undefined : resolved(found.fields);
    if (found === undefined || time === undefined) return undefined;
    const ahead = found.fields.get("offset");
    if (ahead !== undefined && Math.abs(ahead) > FARTHEST) return undefined;
    return { ...time, zone: found.zone ?? (ahead === undefined ? undefined : offsetName(ahead)) };
  };
}

const FARTHEST = 18 * 3600;

function hasZoneName(nodes: readonly PatternNode[]): boolean {
  return nodes.some(
    (node) => node.kind === "zoneName" || (node.kind === "optional" && hasZoneName(node.nodes)),
  );
}

function offsetName(ahead: number): string {
  const size = Math.abs(ahead);
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60];
  return (ahead < 0 ? "-" : "+") + parts.map((part) => String(part).padStart(2, "0")).join(":");
}
