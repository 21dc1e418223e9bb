/** Options of every format that say which files of a folder are read. */
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { timeZone } from "../../types/time-zone.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { flagOf } from "./file-options.js";
import { globPattern, localPath } from "./find-files.js";
import { BadTextError, timestampOf } from "./text-values.js";

export interface FileFilter {
  /** Whether folders in folders are looked into, whatever their names are, which then say nothing. */
  readonly recursive: boolean;
  /** The folder from which on folders' names speak; else each that is read. */
  readonly basePath: string | undefined;
  takes(file: string): Promise<boolean>;
}

const KEYS = [
  "pathglobfilter",
  "recursivefilelookup",
  "modifiedbefore",
  "modifiedafter",
  "basepath",
] as const;
/** Formats that have times of their own, too. */
const WITH_ZONE: ReadonlySet<string> = new Set(["csv", "json"]);

/**
 * @param options by their names in small letters
 * @returns the filter, and the options that are the format's own
 * @throws AnalysisException for what is no moment; IllegalArgumentException
 */
export function fileFilter(
  format: string,
  options: ReadonlyMap<string, string>,
  sessionZone: string,
): { readonly filter: FileFilter; readonly others: ReadonlyMap<string, string> } {
  const glob = options.get("pathglobfilter");
  const pattern = glob === undefined ? undefined : globPattern(glob);
  const moment = (key: "modifiedbefore" | "modifiedafter"): number | undefined => {
    const text = options.get(key);
    return text === undefined ? undefined : momentOf(key, text, options.get("timezone") ?? sessionZone);
  };
  const [before, after] = [moment("modifiedbefore"), moment("modifiedafter")];
  const basePath = options.get("basepath");
  const own = new Set<string>(KEYS);
  if ((before !== undefined || after !== undefined) && !WITH_ZONE.has(format)) own.add("timezone");
  return {
    filter: {
      recursive: flagOf(format, options, "recursivefilelookup", false),
      basePath: basePath === undefined ? undefined : localPath(basePath),
      takes: async (file) => {
        if (pattern?.test(basename(file)) === false) return false;
        if (before === undefined && after === undefined) return true;
        const modified = Math.floor((await stat(file)).mtimeMs);
        return (before === undefined || modified < before) && (after === undefined || modified > after);
      },
    },
    others: new Map([...options].filter(([key]) => !own.has(key))),
  };
}

/** In milliseconds. */
function momentOf(key: string, text: string, zone: string): number {
  const none = { date: undefined, timestamp: undefined, timestampNtz: undefined };
  try {
    const { epochMicroseconds } = timestampOf(text, { ...none, zone: timeZone(zone) });
    return Number(epochMicroseconds / 1000n);
  } catch (error) {
    if (!(error instanceof BadTextError)) throw error;
    throw analysisError(
      "_LEGACY_ERROR_TEMP_1294",
      `The option ${key} is ${text}; it is a moment, as 2024-01-31T23:59:59.`,
      { strategy: key, timeString: text },
    );
  }
}
