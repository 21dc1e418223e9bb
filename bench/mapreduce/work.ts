import type { Data, Input } from "./data.js";

/** One row of the table. */
export interface Work {
  readonly id: string;
  /** What is done, for the table. */
  readonly title: string;
  readonly task: "count" | "sort";
  /** A file, or a folder of files. */
  readonly input: Input;
  readonly workers: number;
  /** Megabytes for the data of all workers together; left out, manycore's own default. */
  readonly megabytes?: number;
  /** Fewer than asked for on the command line, where one takes long. */
  readonly rounds?: number;
  /** The peers that take part beside manycore. */
  readonly peers: readonly PeerName[];
  /** How many times the speed of other peers is asked for. */
  readonly asked: readonly { readonly of: PeerName; readonly least: number }[];
  /** Whether the most memory of manycore's process is held against {@link allowedMegabytes}. */
  readonly bounded?: boolean;
  /** With the combiner at most such a part of the bytes may go from mappers to reducers. */
  readonly shuffled?: number;
  /** Where the regular expressions of a word are. */
  readonly pattern: string;
  /** Where outputs and temporary files go. */
  readonly temp: string;
}

export type PeerName =
  | "mrjob local"
  | "one JS thread"
  | "Python's Pool"
  | "PySpark RDD"
  | "manycore, tsx"
  | "manycore, by yield"
  | "manycore, Map in mapper"
  | "manycore, 2 GB"
  | "manycore, no combiner"
  | "GNU sort";

/** The issue asks for the figures with two. */
export const WORKERS = 2;
/** What `--memory` is in the rows that are larger, in megabytes a worker. */
const MEMORY = 256;
/** What Node, its code and its threads may take beside the data. */
const BASE = 300;
/** Rounds of the rows of a gigabyte. */
const FEW = 3;

/** The megabytes that manycore's process may have in a row that is bounded. */
export function allowedMegabytes({ megabytes = 0 }: Work): number {
  return megabytes + BASE;
}

/**
 * @param temp a folder for outputs and temporary files
 * @param rounds of the command line
 */
export function works(data: Data, temp: string, rounds: number): Work[] {
  const common = { workers: WORKERS, pattern: data.pattern, temp };
  const few = { rounds: Math.min(rounds, FEW) };
  return [
    {
      ...common,
      id: "words",
      title: "word count",
      task: "count",
      input: data.mails,
      peers: [
        ...(["mrjob local", "one JS thread", "Python's Pool", "PySpark RDD"] as const),
        ...(["manycore, tsx", "manycore, by yield", "manycore, Map in mapper"] as const),
      ],
      asked: [
        { of: "mrjob local", least: 10 },
        { of: "one JS thread", least: 1 },
        { of: "PySpark RDD", least: 1 },
      ],
    },
    {
      ...common,
      id: "words, a file a mail",
      title: "word count, a file a mail",
      task: "count",
      input: data.separate,
      peers: ["one JS thread", "Python's Pool", "PySpark RDD"],
      asked: [],
    },
    {
      ...common,
      ...few,
      id: "words ×32",
      title: "word count ×32, --memory 256MB",
      task: "count",
      input: data.repeated,
      megabytes: WORKERS * MEMORY,
      // Half of the speed with memory that is enough: twice its time.
      peers: ["manycore, 2 GB", "mrjob local", "one JS thread", "Python's Pool", "PySpark RDD"],
      asked: [{ of: "manycore, 2 GB", least: 0.5 }],
      bounded: true,
    },
    {
      ...common,
      ...few,
      id: "words ×32, no combiner",
      title: "word count ×32, no combiner, --memory 256MB",
      task: "count",
      input: data.repeated,
      megabytes: WORKERS * MEMORY,
      peers: [],
      asked: [],
      bounded: true,
    },
    {
      ...common,
      ...few,
      id: "sort",
      title: "sort of 100-byte records",
      task: "sort",
      input: data.records,
      // As much for both together as GNU sort has.
      megabytes: MEMORY,
      peers: ["GNU sort"],
      asked: [{ of: "GNU sort", least: 0.5 }],
      bounded: true,
    },
    {
      ...common,
      id: "shuffled",
      title: "word count, with and without combiner",
      task: "count",
      input: data.mails,
      rounds: 1,
      peers: ["manycore, no combiner"],
      asked: [],
      shuffled: 1 / 5,
    },
  ];
}
