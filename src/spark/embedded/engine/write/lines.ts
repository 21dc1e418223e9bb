/** Files of lines: csv, JSON and text, which this process writes. */
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createDeflate, createGzip } from "node:zlib";
import { valueText } from "../../../types/value-text.js";
import type { PlanNode } from "../../analyze/plan-node.js";
import { attributeExpr } from "../../analyze/scope.js";
import type { Attribute } from "../../expression/typed.js";
import { notEmbedded } from "../../not-embedded.js";
import type { OperationSession } from "../session.js";
import { partitionFolder } from "./partition-folder.js";

/** How rows become lines. */
export interface LineFormat {
  readonly extension: string;
  /** The first line of each file. */
  readonly head: string | undefined;
  line(values: readonly unknown[]): string;
}

interface Packing {
  readonly ending: string;
  readonly pack: (() => NodeJS.ReadWriteStream) | undefined;
}

const PACKINGS: Readonly<Record<string, Packing>> = {
  none: { ending: "", pack: undefined },
  uncompressed: { ending: "", pack: undefined },
  gzip: { ending: ".gz", pack: createGzip },
  deflate: { ending: ".deflate", pack: createDeflate },
};

/** @throws NotSupportedError for a compression that isn't done */
function packingOf(options: ReadonlyMap<string, string>): Packing {
  const name = (options.get("compression") ?? "none").toLowerCase();
  const packing = PACKINGS[name];
  if (packing !== undefined) return packing;
  throw notEmbedded(`the compression ${name}`);
}

/** @param partitions of which a folder's name speaks, and not the lines */
export async function writeLines(
  session: OperationSession,
  plan: PlanNode,
  format: LineFormat,
  options: ReadonlyMap<string, string>,
  partitions: readonly Attribute[],
  folder: string,
): Promise<void> {
  const { ending, pack } = packingOf(options);
  const end = options.get("linesep") ?? "\n";
  const places = partitions.map(({ id }) => plan.output.findIndex((column) => column.id === id));
  const own = plan.output.flatMap((_, i) => (places.includes(i) ? [] : [i]));
  const texts = partitions.map(({ type }) => valueText(type, { timeZone: session.timeZone, style: "cast" }));
  const job = randomUUID();
  let count = 0;
  let open: { readonly key: string; readonly file: OutputFile } | undefined;
  const fileOf = async (key: string): Promise<OutputFile> => {
    if (open?.key === key) return open.file;
    await open?.file.close();
    await mkdir(join(folder, key), { recursive: true });
    const number = String(count++).padStart(5, "0");
    const file = new OutputFile(
      join(folder, key, `part-${number}-${job}-c000.${format.extension}${ending}`),
      pack,
    );
    open = { key, file };
    if (format.head !== undefined) await file.write(format.head + end);
    return file;
  };
  try {
    if (partitions.length === 0) await fileOf("");
    for await (const rows of session.rowsOf(inOrderOf(plan, partitions))) {
      let lines = "";
      let key: string | undefined;
      for (const row of rows) {
        const path = join(
          ...partitions.map(({ name }, i) => {
            const value = row[places[i]!];
            return partitionFolder(name, value === null ? null : texts[i]!(value));
          }),
        );
        const rowKey = partitions.length === 0 ? "" : path;
        if (key !== undefined && key !== rowKey) {
          await (await fileOf(key)).write(lines);
          lines = "";
        }
        key = rowKey;
        lines += format.line(own.map((i) => row[i])) + end;
      }
      if (key !== undefined) await (await fileOf(key)).write(lines);
    }
    await open?.file.close();
  } catch (error) {
    open?.file.destroy();
    throw error;
  }
}

/** Rows of one folder come one behind the other, so that one file is open at a time. */
function inOrderOf(plan: PlanNode, partitions: readonly Attribute[]): PlanNode {
  if (partitions.length === 0) return plan;
  const keys = partitions.map((attribute) => ({
    child: attributeExpr(attribute),
    ascending: true,
    nullsFirst: true,
  }));
  return { kind: "sort", input: plan, keys, output: plan.output };
}

class OutputFile {
  readonly #into: Writable;
  readonly #done: Promise<void>;

  constructor(path: string, pack: (() => NodeJS.ReadWriteStream) | undefined) {
    const file = createWriteStream(path);
    this.#done = finished(file);
    // Who writes next, or closes, hears of it.
    this.#done.catch(() => {});
    if (pack === undefined) this.#into = file;
    else {
      const packed = pack();
      packed.pipe(file);
      this.#into = packed as unknown as Writable;
    }
  }

  async write(text: string): Promise<void> {
    if (this.#into.write(text)) return;
    const drained = new Promise<void>((resolve) => this.#into.once("drain", resolve));
    await Promise.race([drained, this.#done]);
  }

  async close(): Promise<void> {
    this.#into.end();
    await this.#done;
  }

  destroy(): void {
    this.#into.destroy();
  }
}
