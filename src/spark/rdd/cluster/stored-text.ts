/**
 * Text files of stores that Spark knows and `node` doesn't, as hdfs and s3a: Spark lists them and reads their lines. The partitions are planned as those of files that
 * executors read themselves (../file-splits.ts). How Spark cuts files when it reads them is its own business: each row says in which file and at which byte its block begins, and with
 * that the partition which it is for (text-rows.ts).
 */
import type { InputFile, Split } from "../../../mapreduce/for-rdds.js";
import { alias, attribute, call, expression, literal, relation } from "../../plan/index.js";
import type { Expression, Relation } from "../../proto/index.js";
import { type FilesToRead, plannedSplits } from "../file-splits.js";
import { allOf } from "./relations.js";
import type { TextPlace } from "./stage-program.js";
import { PLACE_END } from "./text-rows.js";

/** Spark reads them uncut, or, of bz2, in blocks that belong together here. */
const COMPRESSED = /\.(gz|bz2|zst|lz4|snappy|deflate)$/i;

/** A drive of Windows is no scheme. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** Whether a path is of a store that only Spark reads. */
export function isStored(path: string): boolean {
  const [, scheme] = SCHEME.exec(path) ?? [];
  return scheme !== undefined && scheme.toLowerCase() !== "file";
}

/** A row a file, folders with what is below them: `place string, size long`. Nothing of their content is read. Spark passes over files of no bytes. */
export function storedFiles(paths: readonly string[]): Relation {
  return allOf(
    paths.map((path, input) =>
      relation("project", {
        input: reading("binaryFile", path, {}),
        expressions: [alias(placeOf(input), "place"), alias(attribute("_metadata.file_size"), "size")],
      }),
    ),
  );
}

/** Partitions of what {@link storedFiles} found. The path of a piece is its file's place. */
export function storedSplits(
  found: readonly { readonly place: string; readonly size: number }[],
  files: FilesToRead,
): readonly Split[] {
  const inOrder = [...found].sort(
    (a, b) => inputOf(a.place) - inputOf(b.place) || (a.place < b.place ? -1 : 1),
  );
  const inputs = inOrder.map(
    ({ place, size }): InputFile => ({
      path: place,
      size,
      mtimeMs: 0,
      compression: COMPRESSED.test(place) ? "gzip" : "none",
    }),
  );
  return plannedSplits(inputs, files);
}

/** Which blocks of which files are for which partitions. */
export function textPlaces(splits: readonly Split[], partitions: readonly number[]): readonly TextPlace[] {
  const places = new Map<string, { readonly starts: number[]; readonly partitions: number[] }>();
  for (const partition of partitions) {
    for (const { path, start } of splits[partition]!.pieces) {
      const known = places.get(path) ?? { starts: [], partitions: [] };
      known.starts.push(start);
      known.partitions.push(partition);
      places.set(path, known);
    }
  }
  return [...places].map(([place, known]) => ({ place, ...known }));
}

/** The lines of those files, or with `whole` their texts, as rows for a stage: `o` says where a line's block begins, `v` is the line. */
export function textRows({ paths, whole }: FilesToRead, places: readonly TextPlace[]): Relation {
  const relations = paths.flatMap((path, input): Relation[] => {
    const wanted = places.filter(({ place }) => inputOf(place) === input);
    if (wanted.length === 0) return [];
    const place = placeOf(input);
    const read = reading("text", path, whole ? { wholetext: "true" } : {});
    const those = relation("filter", {
      input: read,
      condition: call("in", [
        attribute("_metadata.file_path"),
        ...wanted.map((each) => literal(pathOf(each.place))),
      ]),
    });
    const order = call("concat", [
      place,
      literal(PLACE_END),
      cast(attribute("_metadata.file_block_start"), "string"),
    ]);
    return [
      relation("project", {
        input: those,
        expressions: [
          alias(literal(0), "h"),
          alias(cast(order, "binary"), "o"),
          alias(cast(attribute("value"), "binary"), "v"),
        ],
      }),
    ];
  });
  return allOf(relations);
}

function reading(format: string, path: string, options: Readonly<Record<string, string>>): Relation {
  return relation("read", {
    readType: {
      case: "dataSource",
      value: { format, paths: [path], options: { recursiveFileLookup: "true", ...options } },
    },
  });
}

/** Which file it is: which of the paths that were given it was found by, and its address as Spark writes it. A file that is given twice is read twice. */
function placeOf(input: number): Expression {
  return call("concat", [literal(`${input} `), attribute("_metadata.file_path")]);
}

function inputOf(place: string): number {
  return Number(place.slice(0, place.indexOf(" ")));
}

function pathOf(place: string): string {
  return place.slice(place.indexOf(" ") + 1);
}

function cast(expr: Expression, type: string): Expression {
  return expression("cast", { expr, castToType: { case: "typeStr", value: type } });
}
