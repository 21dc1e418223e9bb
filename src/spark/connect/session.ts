import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { SparkConnectException } from "../errors/index.js";
import { addressOf, type Endpoint } from "./connection-string.js";

/** What stands in each request. */
export interface Stamp {
  readonly sessionId: string;
  readonly userContext: { readonly userId: string; readonly userName: string };
  readonly clientType: string;
  readonly clientObservedServerSideSessionId?: string;
}

/** What each answer says of its session; empty where the server leaves it out. */
export interface SessionAnswer {
  readonly sessionId: string;
  readonly serverSideSessionId: string;
}

/** Who we are to the server, and which session of the server's that is. */
export class ConnectSession {
  readonly id: string;
  readonly #stamp: Stamp;
  readonly #address: string;
  #serverSide: string | undefined;

  constructor(endpoint: Endpoint) {
    const user = endpoint.userId ?? userHere();
    this.id = endpoint.sessionId ?? randomUUID();
    this.#address = addressOf(endpoint);
    this.#stamp = {
      sessionId: this.id,
      userContext: { userId: user, userName: user },
      clientType: endpoint.userAgent ?? `manycore node/${process.versions.node} os/${process.platform}`,
    };
  }

  get stamp(): Stamp {
    if (this.#serverSide === undefined) return this.#stamp;
    return { ...this.#stamp, clientObservedServerSideSessionId: this.#serverSide };
  }

  /**
   * Looks whether an answer is of the same session as those before.
   *
   * @throws SparkConnectException when the server has restarted: its temporary views, settings and cached DataFrames are gone; and when it is
   *   an answer for somebody else
   */
  check(response: SessionAnswer): void {
    if (response.sessionId !== "" && response.sessionId.toLowerCase() !== this.id.toLowerCase()) {
      throw new SparkConnectException(
        `the server at ${this.#address} answered for the session ${response.sessionId}, and this is ${this.id}: something between here and there mixes up calls.`,
      );
    }
    const told = response.serverSideSessionId;
    if (told === "" || told === this.#serverSide) return;
    if (this.#serverSide === undefined) {
      this.#serverSide = told;
      return;
    }
    throw new SparkConnectException(
      `the server at ${this.#address} has restarted, and with it this session's views, settings and cached DataFrames are gone. Make a new session.`,
      { condition: "INVALID_HANDLE.SESSION_CHANGED" },
    );
  }
}

/** Some systems know no name of the user. */
function userHere(): string {
  try {
    return userInfo().username;
  } catch {
    return "manycore";
  }
}
