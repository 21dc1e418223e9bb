/** Parts of URLs, as java.net.URI finds them. */
import { NOT_SUPPORTED } from "../expression/raise.js";
import { JavaRegex } from "./java-regex/index.js";
import { type JavaScriptFunction, javascript, RowError } from "./javascript-function.js";

interface Url {
  readonly scheme: string | null;
  readonly authority: string | null;
  readonly userInfo: string | null;
  readonly host: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly fragment: string | null;
}

/** RFC 2396, appendix B. */
const PARTS = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
/**
 * What may stand in a URL: no space, no control character, none of `<>"{}|\^` and the backtick, and a percent sign before two digits alone. Letters
 * beyond ASCII may, though not in a host's name.
 */
const WRONG = /[\0-\x20\x7f-\x9f\p{Z}<>"{}|\\^`]|%(?![0-9A-Fa-f]{2})/u;
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const NAME = new RegExp(`^(?:${LABEL}\\.)*[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.?$`);
const BYTE = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})";
const ADDRESS = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);

/** Undefined for what is no URL. */
function urlOf(text: string): Url | undefined {
  // Brackets are for addresses of IPv6.
  if (/[[\]]/.test(text)) throw new RowError(NOT_SUPPORTED, `parse_url of '${text}'`);
  if (WRONG.test(text)) return undefined;
  const [, scheme = null, authority = null, path = "", query = null, fragment = null] = PARTS.exec(text)!;
  if (scheme !== null && !/^[A-Za-z][A-Za-z0-9+.-]*$/.test(scheme)) return undefined;
  if (text.startsWith(":") || fragment?.includes("#")) return undefined;
  if (scheme !== null && authority === null && !path.startsWith("/")) {
    // Of `mailto:a@b` Java sees no parts, and of `a:` it makes an error.
    if (path === "" && query === null) return undefined;
    return { scheme, authority: null, userInfo: null, host: null, path: null, query: null, fragment };
  }
  if (authority === "" && path === "" && query === null && fragment === null) return undefined;
  const [, userInfo = null, host = "", port = ""] =
    /^(?:([^@]*)@)?([^@:]*)(?::([^@:]*))?$/.exec(authority ?? "") ?? [];
  const isServer = (NAME.test(host) || ADDRESS.test(host)) && /^[0-9]{0,9}$/.test(port);
  const named = authority === "" ? null : authority;
  return isServer
    ? { scheme, authority: named, userInfo, host, path, query, fragment }
    : { scheme, authority: named, userInfo: null, host: null, path, query, fragment };
}

function partOf(url: Url, part: string): string | null {
  switch (part) {
    case "HOST":
      return url.host;
    case "PATH":
      return url.path;
    case "QUERY":
      return url.query;
    case "REF":
      return url.fragment;
    case "PROTOCOL":
      return url.scheme;
    case "FILE":
      return url.query === null ? url.path : `${url.path}?${url.query}`;
    case "AUTHORITY":
      return url.authority;
    case "USERINFO":
      return url.userInfo;
    default:
      return null;
  }
}

/** The value of a name in a query; the name is a regular expression. */
function valueUnder(query: string | null, name: string): string | null {
  if (query === null) return null;
  const found = JavaRegex.of(`(&|^)${name}=([^&]*)`, true).first(query);
  return found?.[2] ?? null;
}

function parsed(text: string, part: string, name: string | undefined): string | null | undefined {
  const url = urlOf(text);
  if (url === undefined) return undefined;
  if (name === undefined) return partOf(url, part);
  return part === "QUERY" ? valueUnder(url.query, name) : null;
}

function strict(text: string, found: string | null | undefined): string | null {
  if (found !== undefined) return found;
  throw new RowError("INVALID_URL", `'${text}' is no URL; try_parse_url gives null for it.`);
}

export const URLS: readonly JavaScriptFunction[] = [
  javascript("js_parse_url", ["string", "string"], "string", (text, part) =>
    strict(text, parsed(text, part, undefined)),
  ),
  javascript("js_parse_url_key", ["string", "string", "string"], "string", (text, part, key) =>
    strict(text, parsed(text, part, key)),
  ),
  javascript(
    "js_try_parse_url",
    ["string", "string"],
    "string",
    (text, part) => parsed(text, part, undefined) ?? null,
  ),
  javascript(
    "js_try_parse_url_key",
    ["string", "string", "string"],
    "string",
    (text, part, key) => parsed(text, part, key) ?? null,
  ),
];
