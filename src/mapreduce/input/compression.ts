import zlib from "node:zlib";
import { NotSupportedError } from "../../errors.js";

/** How a file is compressed, told by its name as Hadoop tells it. */
export type Compression = "none" | "gzip" | "zstd";

const BY_ENDING: Record<string, Compression> = { gz: "gzip", gzip: "gzip", zst: "zstd", zstd: "zstd" };

/** Common ones that would else be read as text. */
const UNKNOWN = ["bz2", "xz", "lz4", "lzo", "snappy", "br", "zip", "7z"];

/** @throws NotSupportedError for `.zst` on a Node without Zstandard, and for endings of other compressors */
export function compressionOf(path: string): Compression {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const compression = BY_ENDING[ending] ?? "none";
  if (compression === "zstd" && !hasZstd())
    throw new NotSupportedError(
      `Reading ${path} (Zstandard)`,
      `Node ${process.versions.node}`,
      "Run Node 22.15 or newer, or decompress it first, as with zstd -d.",
    );
  if (UNKNOWN.includes(ending))
    throw new NotSupportedError(
      `Reading ${path}`,
      "any runner",
      `Compressed input is .gz or .zst; decompress it first, or give - as the input and send it through standard input.`,
    );
  return compression;
}

/** Zstandard came with Node 22.15 and 23.8. */
function hasZstd(): boolean {
  return "createZstdDecompress" in zlib;
}
