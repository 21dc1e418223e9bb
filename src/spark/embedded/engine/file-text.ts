/** Files as text: whole, or a line at a time, so that a file may be larger than memory. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip, createInflate } from "node:zlib";
import { notEmbedded } from "../not-embedded.js";

export interface TextOptions {
  /** As TextDecoder names it. */
  readonly encoding: string;
  /** What ends a line; left out, `\n`, `\r\n` and `\r` do. */
  readonly lineSeparator: string | undefined;
}

const ENCODINGS: Readonly<Record<string, string>> = {
  "UTF-8": "utf-8",
  UTF8: "utf-8",
  "UTF-16LE": "utf-16le",
  "UTF-16BE": "utf-16be",
  "ISO-8859-1": "latin1",
};

/** @throws NotSupportedError for an encoding that isn't read here */
export function textOptions(format: string, options: ReadonlyMap<string, string>): TextOptions {
  const name = options.get("encoding") ?? options.get("charset") ?? "UTF-8";
  const encoding = ENCODINGS[name.toUpperCase()];
  if (encoding === undefined) {
    throw notEmbedded(`${format} in ${name}`);
  }
  return { encoding, lineSeparator: options.get("linesep") };
}

const UNPACK: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gz: createGunzip,
  deflate: createInflate,
};
const PACKED = new Set(["bz2", "lz4", "snappy", "zst", "zstd", "xz"]);

/** Texts of a file, one behind the other. @throws NotSupportedError for a file that is packed in a way that isn't read here */
async function* textsOf(file: string, encoding: string): AsyncGenerator<string> {
  const ending = /\.([a-z0-9]+)$/i.exec(file)?.[1]?.toLowerCase() ?? "";
  if (PACKED.has(ending)) throw notEmbedded(`reading ${file}`);
  const bytes = createReadStream(file, { highWaterMark: 1 << 20 });
  const unpack = UNPACK[ending]?.();
  // What goes wrong with either stream ends the other, and comes out below.
  const stream = unpack === undefined ? bytes : pipeline(bytes, unpack, () => {});
  try {
    if (encoding === "latin1") {
      for await (const chunk of stream) yield (chunk as Buffer).toString("latin1");
      return;
    }
    const decoder = new TextDecoder(encoding);
    for await (const chunk of stream) yield decoder.decode(chunk as Buffer, { stream: true });
    const rest = decoder.decode();
    if (rest !== "") yield rest;
  } finally {
    bytes.destroy();
  }
}

export async function wholeText(file: string, { encoding }: TextOptions): Promise<string> {
  let whole = "";
  for await (const text of textsOf(file, encoding)) whole += text;
  return whole;
}

/** The lines of a file, many at a time. */
export async function* linesOf(
  file: string,
  { encoding, lineSeparator }: TextOptions,
): AsyncGenerator<readonly string[]> {
  let rest = "";
  for await (const text of textsOf(file, encoding)) {
    rest += text;
    // A \r at the end may be half of \r\n.
    const usable = lineSeparator === undefined && rest.endsWith("\r") ? rest.slice(0, -1) : rest;
    const lines = usable.split(lineSeparator ?? (usable.includes("\r") ? /\r\n|\n|\r/ : "\n"));
    rest = lines.pop()! + rest.slice(usable.length);
    if (lines.length > 0) yield lines;
  }
  if (rest.endsWith("\r") && lineSeparator === undefined) rest = rest.slice(0, -1);
  else if (rest === "") return;
  yield [rest];
}
