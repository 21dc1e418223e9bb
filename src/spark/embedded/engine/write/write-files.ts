/** A plan's rows as files of a folder: written beside, and put in place when all are there. */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { StructType } from "../../../types/index.js";
import { analysisError, refuseTwice } from "../../analyze/analysis-errors.js";
import { Analyzer } from "../../analyze/analyzer.js";
import type { PlanNode } from "../../analyze/plan-node.js";
import { nodesOf } from "../../analyze/plan-walk.js";
import type { Attribute } from "../../expression/typed.js";
import { notEmbedded } from "../../not-embedded.js";
import { flagOf, refuseOptions } from "../file-options.js";
import { type OperationSession, schemaOf } from "../session.js";
import { refuseTextSchema } from "../text-table.js";
import { csvLines } from "./csv-text.js";
import { rowText } from "./json-text.js";
import { writeLines } from "./lines.js";
import { writeParquet } from "./parquet-files.js";
import { TIME_OPTIONS, timeTexts } from "./time-texts.js";

export interface FilesToWrite {
  readonly plan: PlanNode;
  readonly format: string;
  /** By their names in small letters. */
  readonly options: ReadonlyMap<string, string>;
  readonly partitions: readonly Attribute[];
  readonly target: string;
  /** Whether the files that are there go: all, those of the partitions that are written, or those of some folders. */
  readonly overwrite: boolean | "written" | readonly string[];
}

/** @throws AnalysisException; NotSupportedError for a format or an option that isn't done */
export async function writeFiles(session: OperationSession, files: FilesToWrite): Promise<void> {
  const { plan, target, overwrite } = files;
  const names = plan.output.map(({ name }) => name);
  refuseTwice("What is written", names, new Analyzer(session).same);
  if (overwrite !== false && overwrite !== "written") refuseReading(plan, target);
  const existed = await stat(target).then(
    () => true,
    () => false,
  );
  const folder = join(target, `_temporary-${randomUUID()}`);
  const before =
    overwrite === true && existed
      ? (await readdir(target)).map((name) => join(target, name))
      : Array.isArray(overwrite)
        ? (overwrite as readonly string[])
        : [];
  await mkdir(folder, { recursive: true });
  try {
    await write(session, files, folder);
    const replaced =
      overwrite === "written" ? await written(folder, target, files.partitions.length) : before;
    for (const path of replaced) await rm(path, { recursive: true, force: true });
    await moveInto(folder, target);
    await writeFile(join(target, "_SUCCESS"), "");
  } catch (error) {
    await rm(existed ? folder : target, { recursive: true, force: true });
    throw error;
  }
  await rm(folder, { recursive: true, force: true });
}

/** The folders of partitions in the target of which there are new ones. */
async function written(from: string, target: string, levels: number): Promise<string[]> {
  if (levels === 0) return [target];
  const entries = await readdir(from, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const found = folders.map(({ name }) => written(join(from, name), join(target, name), levels - 1));
  return (await Promise.all(found)).flat();
}

async function write(session: OperationSession, files: FilesToWrite, folder: string): Promise<void> {
  const { plan, format, options, partitions } = files;
  if (format === "parquet") return writeParquet(session, plan, options, partitions, folder);
  const isOwn = (column: Attribute) => !partitions.some(({ id }) => id === column.id);
  const schema = new StructType(schemaOf(plan).fields.filter((_, i) => isOwn(plan.output[i]!)));
  switch (format) {
    case "csv":
      refuseEncoding("csv", options);
      return writeLines(session, plan, csvLines(schema, options, session), options, partitions, folder);
    case "json": {
      const own = ["path", "compression", "linesep", "ignorenullfields", "encoding"];
      refuseOptions("json", options, [...own, ...TIME_OPTIONS]);
      refuseEncoding("json", options);
      const line = rowText(schema, {
        times: timeTexts(options, session.timeZone),
        ignoreNullFields: flagOf("json", options, "ignorenullfields", true),
      });
      return writeLines(
        session,
        plan,
        { extension: "json", head: undefined, line },
        options,
        partitions,
        folder,
      );
    }
    case "text": {
      refuseOptions("text", options, ["path", "compression", "linesep", "encoding"]);
      refuseEncoding("text", options);
      refuseTextSchema(schema);
      const line = ([value]: readonly unknown[]) => (value === null ? "" : (value as string));
      return writeLines(
        session,
        plan,
        { extension: "txt", head: undefined, line },
        options,
        partitions,
        folder,
      );
    }
    default:
      throw notEmbedded(`writing the format ${format}`);
  }
}

function refuseEncoding(format: string, options: ReadonlyMap<string, string>): void {
  const encoding = options.get("encoding") ?? "UTF-8";
  if (/^utf-?8$/i.test(encoding)) return;
  throw notEmbedded(`${format} in ${encoding}`);
}

/** What is read can't be replaced meanwhile. */
function refuseReading(plan: PlanNode, target: string): void {
  if (!isRead(plan, target)) return;
  throw analysisError(
    "UNSUPPORTED_OVERWRITE.PATH",
    `The files of file:${target} are read by the query that would replace them.`,
    { path: `file:${target}` },
    "42902",
  );
}

/** Whether a plan reads files of a folder. */
export function isRead(plan: PlanNode, folder: string): boolean {
  const within = `file://${folder}${sep}`;
  for (const node of nodesOf(plan)) {
    if (node.kind === "leaf" && node.files?.some((file) => file.startsWith(within)) === true) return true;
  }
  return false;
}

async function moveInto(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true });
      await moveInto(join(from, entry.name), target);
    } else await rename(join(from, entry.name), target);
  }
}
