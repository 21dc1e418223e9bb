/** Words of the SQL that golden queries are written in. */
export interface Token {
  readonly kind: "number" | "string" | "name" | "quoted" | "symbol" | "end";
  readonly text: string;
}

const PATTERNS: readonly (readonly [Token["kind"] | "space", RegExp])[] = [
  ["space", /\s+/y],
  ["number", /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?(?![A-Za-z_])/y],
  ["string", /'(?:[^'\\]|\\[\s\S])*'/y],
  ["quoted", /`[^`]+`/y],
  ["name", /[A-Za-z_]\w*/y],
  ["symbol", /<=>|->|<=|>=|!=|<>|==|\|\||::|[-+*/%<>=&|^~!()[\],.]/y],
];

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const found = PATTERNS.map(([kind, pattern]) => {
      pattern.lastIndex = at;
      return { kind, match: pattern.exec(text)?.[0] };
    }).find(({ match }) => match !== undefined);
    if (found === undefined) throw new Error(`can't read ${text.slice(at)}`);
    if (found.kind !== "space") tokens.push({ kind: found.kind, text: found.match! });
    at += found.match!.length;
  }
  return [...tokens, { kind: "end", text: "" }];
}
