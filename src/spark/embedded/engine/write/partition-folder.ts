/** Names of folders that say a column's value: `year=2024`. */

const NONE = "__HIVE_DEFAULT_PARTITION__";

/** As Hive and Spark name it: characters that paths or they give a meaning to as `%2F`. */
export function partitionFolder(column: string, value: string | null): string {
  return `${escaped(column)}=${value === null || value === "" ? NONE : escaped(value)}`;
}

/** The inverse of {@link partitionFolder}; undefined for a folder of another kind. */
export function partitionOf(
  folder: string,
): { readonly column: string; readonly value: string | null } | undefined {
  const at = folder.indexOf("=");
  if (at <= 0) return undefined;
  const value = unescaped(folder.slice(at + 1));
  return { column: unescaped(folder.slice(0, at)), value: value === NONE ? null : value };
}

function escaped(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are escaped
    /[\x01-\x1f"#%'*/:=?\\{[\]^\x7f]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** What isn't an escape stays as it is. */
export function unescaped(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
