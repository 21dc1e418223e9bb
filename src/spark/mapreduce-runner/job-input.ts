/** What a job reads, as executors find it: files by the driver's paths, standard input as an artifact. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { InputFile, Split } from "../../mapreduce/for-runners.js";
import type { ConnectEngine } from "../connect/index.js";
import { fileOf } from "../rdd/cluster/stage-artifacts.js";

const ARTIFACT = "manycore-artifact:";

/** Sends a file of the driver's own to where executors find it. */
export async function sent(engine: ConnectEngine, file: InputFile): Promise<InputFile> {
  const artifact = fileOf("input", "txt", readFileSync(file.path));
  await engine.addArtifact(`files/${artifact.file}`, artifact.bytes);
  return { ...file, path: ARTIFACT + artifact.file };
}

/** On an executor: artifacts lie beside the program. */
export function received(split: Split): Split {
  const pieces = split.pieces.map((piece) => {
    if (!piece.path.startsWith(ARTIFACT)) return piece;
    const path = fileURLToPath(new URL(piece.path.slice(ARTIFACT.length), import.meta.url));
    return { ...piece, path, mtimeMs: statSync(path).mtimeMs };
  });
  return { ...split, pieces };
}
