import { spawnSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, makeFolderOnce } from "../../scripts/cache-folder.mjs";
import { writeMails } from "../harness/mails.js";
import { RECORD_BYTES, writeRecords } from "./random_records.js";

/** What the rows read. It is made once, in the cache folder, and stays there. */
export interface Data {
  /** The folder of all of it. */
  readonly folder: string;
  /** All mails in one file. */
  readonly mails: Input;
  /** The same, a file a mail. */
  readonly separate: Input;
  /** The first, 32 times, in a few large files. */
  readonly repeated: Input;
  /** Records of 100 bytes in random order. */
  readonly records: Input;
  /** Regular expressions of a word, for the peers in Python, which would need a third of a second to make them. */
  readonly pattern: string;
}

export interface Input {
  /** A file, or a folder of files. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/** Whatever makes other files than before has to change it. */
const VERSION = 1;
const REPEATED = { files: 8, copies: 4 };
const RECORDS = 10_000_000;
const SEED = 2004;

/**
 * @param corpus the mails as they are fetched
 * @param python makes the pattern
 * @param scale 1, or less for a look whether everything runs
 */
export async function makeData(
  corpus: string,
  python: string,
  scale: number,
  say: (text: string) => void,
): Promise<Data> {
  const name = `mapreduce-${VERSION}${scale === 1 ? "" : `-${scale}`}`;
  const folder = join(cacheFolder(), "bench", name);
  const [mails, separate, repeated] = ["mails.txt", "mails", "repeated"].map((part) => join(folder, part));
  const [records, pattern] = ["records.txt", "word-patterns.json"].map((part) => join(folder, part));
  await makeFolderOnce(folder, (building: string) => {
    say(`writing ${scale === 1 ? "2 GB of " : ""}texts and records into ${folder}`);
    const count = writeMails(corpus, building, scale);
    repeatMails(building);
    writeRecords(join(building, "records.txt"), Math.round(RECORDS * scale), SEED);
    writePatterns(python, building);
    writeFileSync(join(building, "mails.json"), JSON.stringify(count));
  });
  const count = JSON.parse(readFileSync(join(folder, "mails.json"), "utf8")) as number;
  const { size: bytes } = statSync(mails as string);
  const copies = REPEATED.files * REPEATED.copies;
  return {
    folder,
    mails: { path: mails as string, files: 1, bytes },
    separate: { path: separate as string, files: count, bytes },
    repeated: { path: repeated as string, files: REPEATED.files, bytes: copies * bytes },
    records: { path: records as string, files: 1, bytes: Math.round(RECORDS * scale) * RECORD_BYTES },
    pattern: pattern as string,
  };
}

function repeatMails(folder: string): void {
  const mails = readFileSync(join(folder, "mails.txt"));
  mkdirSync(join(folder, "repeated"));
  const first = join(folder, "repeated", "0.txt");
  for (let copy = 0; copy < REPEATED.copies; copy++) appendFileSync(first, mails);
  for (let file = 1; file < REPEATED.files; file++)
    copyFileSync(first, join(folder, "repeated", `${file}.txt`));
}

function writePatterns(python: string, folder: string): void {
  const program = fileURLToPath(new URL("words.py", import.meta.url));
  const { status, stdout, stderr } = spawnSync(python, [program], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${python} can't say what a word is: ${stderr}`);
  writeFileSync(join(folder, "word-patterns.json"), stdout);
}
