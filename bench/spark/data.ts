import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flightsFile } from "../../examples/flights/read_flights.js";
import { cacheFolder, makeFolderOnce } from "../../scripts/cache-folder.mjs";
import { writeMails } from "../harness/mails.js";
import { tablesIn, writeTables } from "./tables.js";

/** What the rows read. It is made once, in the cache folder, and stays there. */
export interface Data {
  readonly folder: string;
  /** 3,000,000 flights in Parquet. */
  readonly flights: string;
  /** All mails in one file. */
  readonly mails: string;
  /** Files of the tables, by their names. */
  readonly tables: Readonly<Record<string, string>>;
  readonly sizes: Sizes;
}

export interface Sizes {
  readonly mails: number;
  /** Of the tables as csv, and as they are. */
  readonly text: number;
  readonly parquet: number;
}

/** Whatever makes other files than before has to change it. */
const VERSION = 1;

/**
 * @param corpus the mails as they are fetched
 * @param scale 1, or less for a look whether everything runs
 */
export async function makeData(corpus: string, scale: number, say: (text: string) => void): Promise<Data> {
  const folder = join(cacheFolder(), "bench", `spark-${VERSION}${scale === 1 ? "" : `-${scale}`}`);
  const mails = join(folder, "mails.txt");
  await makeFolderOnce(folder, async (building: string) => {
    say(`writing mails and tables into ${folder}`);
    writeMails(corpus, building, scale);
    const text = await writeTables(building, scale);
    writeFileSync(join(building, "text-bytes.json"), JSON.stringify(text));
  });
  const parquet = readdirSync(folder)
    .filter((name) => name.endsWith(".parquet"))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  const text = JSON.parse(readFileSync(join(folder, "text-bytes.json"), "utf8")) as number;
  const sizes = { mails: statSync(mails).size, text, parquet };
  return { folder, flights: flightsFile(), mails, tables: tablesIn(folder), sizes };
}
