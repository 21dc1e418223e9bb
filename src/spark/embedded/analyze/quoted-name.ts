/** A name in backticks, as messages write it. */
export function quoted(part: string): string {
  return `\`${part.replaceAll("`", "``")}\``;
}

export function quotedName(parts: readonly string[]): string {
  return parts.map(quoted).join(".");
}
