/** The folders of a table's partitions. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { SavedTable } from "../warehouse.js";
import { partitionFolder, partitionOf } from "./partition-folder.js";

/** Values of the columns of folders' names, as the folders say them; undefined for those that the rows say. */
export type FolderValues = readonly { readonly column: string; readonly value: string | null | undefined }[];

/** The folders that there are of these values, those of outer columns before those of inner ones. */
export async function foldersOf(table: SavedTable, values: FolderValues): Promise<string[]> {
  let found = [table.location];
  for (const { column, value } of values) {
    const next: string[] = [];
    for (const folder of found) {
      const wanted = value === undefined ? undefined : partitionFolder(column, value);
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        const isOne =
          wanted === undefined ? partitionOf(entry.name)?.column === column : entry.name === wanted;
        if (entry.isDirectory() && isOne) next.push(join(folder, entry.name));
      }
    }
    found = next;
  }
  return found;
}
