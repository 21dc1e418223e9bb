import { ValueError } from "../../errors.js";

/** Where a Connect server is, and who asks. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly useSsl: boolean;
  readonly token?: string;
  readonly userId?: string;
  readonly userAgent?: string;
  readonly sessionId?: string;
  /** What is sent with each call beside: the parameters that mean nothing to us. */
  readonly headers: ReadonlyMap<string, string>;
}

const DEFAULT_PORT = 15002;
/** The longest name of a client that servers take. */
const LONGEST_USER_AGENT = 2048;
const FORM =
  "A connection string is sc://host:port/;token=…;use_ssl=true;user_id=…;user_agent=…;session_id=…, where all but the host may be left out";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What gRPC allows as the name of metadata. */
const HEADER = /^[0-9a-z_.-]+$/i;

/**
 * Reads `sc://host:port/;name=value;…`. A token asks for TLS, unless the server is on this machine.
 *
 * https://github.com/apache/spark/blob/master/sql/connect/docs/client-connection-string.md
 *
 * @throws ValueError for what isn't of that form, and for a token that would be sent to another machine in the clear
 */
export function parseConnectionString(text: string): Endpoint {
  // What is behind the host may hold a token, which belongs in no message.
  const shown = JSON.stringify(text.replace(/;.*$/s, ";…"));
  const wrong = (what: string) => new ValueError(`the connection string ${shown} ${what}. ${FORM}.`);
  const [, authority, path, list = ""] = /^sc:\/\/([^/;?#]*)(\/[^;]*)?(?:;(.*))?$/s.exec(text) ?? [];
  if (authority === undefined) throw wrong("doesn't begin with sc:// and a host");
  if (path !== undefined && path !== "/") throw wrong("has a path, and only parameters may follow the host");
  if (list !== "" && path === undefined) throw wrong("has parameters without a / before them");
  const [, host, port = `${DEFAULT_PORT}`] =
    /^(\[[0-9a-f:.%]+\]|[^:@[\]\s]+)(?::(\d+))?$/i.exec(authority) ?? [];
  if (host === undefined) throw wrong("has no host that could be one");
  if (Number(port) < 1 || Number(port) > 65_535) throw wrong("has a port that isn't from 1 to 65535");
  const parameters = parametersOf(list, wrong);
  const take = (name: string) => {
    const value = parameters.get(name);
    parameters.delete(name);
    return value;
  };
  const token = take("token");
  const ssl = take("use_ssl");
  const userId = take("user_id");
  const userAgent = take("user_agent");
  const sessionId = take("session_id");
  if (ssl !== undefined && ssl !== "true" && ssl !== "false")
    throw wrong("has a use_ssl other than true and false");
  if (sessionId !== undefined && !UUID.test(sessionId)) throw wrong("has a session_id that is no UUID");
  if (userAgent !== undefined && userAgent.length > LONGEST_USER_AGENT) {
    throw wrong(`has a user_agent of more than ${LONGEST_USER_AGENT} characters`);
  }
  const here = isLoopback(host);
  if (token !== undefined && ssl === "false" && !here) {
    throw wrong(
      "would send its token to another machine in the clear, where whoever reads it can run programs on the server. Leave out use_ssl=false",
    );
  }
  for (const name of parameters.keys()) {
    if (!HEADER.test(name)) throw wrong(`has a parameter ${JSON.stringify(name)}, which can't be a header`);
  }
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: Number(port),
    useSsl: ssl === undefined ? token !== undefined && !here : ssl === "true",
    headers: parameters,
    ...(token === undefined ? {} : { token }),
    ...(userId === undefined ? {} : { userId }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(sessionId === undefined ? {} : { sessionId }),
  };
}

/** Whether what is sent to the host stays on this machine. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** `sc://host:port`, for messages. */
export function addressOf({ host, port }: Pick<Endpoint, "host" | "port">): string {
  return `sc://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function parametersOf(list: string, wrong: (what: string) => ValueError): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const parameter of list.split(";")) {
    if (parameter === "") continue;
    const [, name, encoded] = /^([^=]+)=(.+)$/s.exec(parameter) ?? [];
    if (name === undefined || encoded === undefined) throw wrong("has a parameter that isn't name=value");
    if (parameters.has(name)) throw wrong(`has ${name} twice`);
    try {
      parameters.set(name, decodeURIComponent(encoded));
    } catch {
      throw wrong(`has a ${name} that isn't percent-encoded`);
    }
  }
  return parameters;
}
