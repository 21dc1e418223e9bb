import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { connectEngine } from "../../../src/spark/connect/index.js";
import { SparkConnectException } from "../../../src/spark/errors/index.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { failureOf, rowsOfQuery } from "./ask.js";
import { type Certificate, makeCertificate, startTlsProxy, type TlsProxy } from "./tls-proxy.js";

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

const IMPATIENT = { retries: 2, connecting: 1_000 };

describe("a server with TLS", () => {
  skipWithoutSpark();
  const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
  if (!hasOpenssl && process.env.CI)
    throw new Error("openssl is missing, which makes the tests' certificates");
  beforeEach((context) => context.skip(!hasOpenssl, "openssl is missing"));
  let mine: Certificate;
  let other: Certificate;
  let proxy: TlsProxy;
  let token: string;

  beforeAll(async () => {
    if (!hasOpenssl) return;
    mine = makeCertificate("DNS:localhost,IP:127.0.0.1");
    other = makeCertificate("DNS:localhost,IP:127.0.0.1");
    const server = await sparkServer();
    token = server.token;
    proxy = await startTlsProxy(server.port, mine);
  }, SPARK_START_MILLISECONDS);
  afterAll(() => proxy?.close());

  const urlOf = (host: string, port = proxy.port, ssl = true) =>
    `sc://${host}:${port}/;token=${token};use_ssl=${ssl}`;

  test.each(["localhost", "127.0.0.1"])("answers whoever trusts its certificate, at %s", async (host) => {
    const engine = await connectEngine({ url: urlOf(host), tls: { rootCertificates: mine.certificate } });
    onTestFinished(() => engine.close());
    expect(await rowsOfQuery(engine, "SELECT id, uuid() IS NOT NULL FROM range(3)")).toEqual([
      [0n, true],
      [1n, true],
      [2n, true],
    ]);
  });

  test("whose certificate nobody vouches for is refused, and the message says how to trust it", async () => {
    const error = await failureOf(connectEngine({ url: urlOf("localhost"), retries: IMPATIENT }));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(
      /does not trust the certificate of the server at sc:\/\/localhost:\d+: .*self-signed certificate.*NODE_EXTRA_CA_CERTS/,
    );
    expect(`${error}`).not.toContain(token);
  });

  test("for which another authority would have to vouch is refused", async () => {
    const tls = { rootCertificates: other.certificate };
    const error = await failureOf(connectEngine({ url: urlOf("localhost"), tls, retries: IMPATIENT }));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain("does not trust the certificate");
  });

  test("whose certificate is of another name is refused", async () => {
    const certificate = makeCertificate("DNS:spark.example");
    const elsewhere = await startTlsProxy((await sparkServer()).port, certificate);
    onTestFinished(() => elsewhere.close());
    const tls = { rootCertificates: certificate.certificate };
    const error = await failureOf(
      connectEngine({ url: urlOf("localhost", elsewhere.port), tls, retries: IMPATIENT }),
    );
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(/does not trust the certificate.*spark\.example/);
  });

  test("that is called without it is an error that says so", async () => {
    const error = await failureOf(
      connectEngine({ url: urlOf("localhost", proxy.port, false), retries: IMPATIENT }),
    );
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain("without TLS; a server with it wants use_ssl=true");
  });

  test("that is none, called with it, is an error that says so", async () => {
    const { port } = await sparkServer();
    const error = await failureOf(connectEngine({ url: urlOf("localhost", port), retries: IMPATIENT }));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toContain("with TLS; a server without it wants use_ssl=false");
  });

  test("asks for the token as any", async () => {
    const url = `sc://localhost:${proxy.port}/;token=wrong;use_ssl=true`;
    const error = await failureOf(connectEngine({ url, tls: { rootCertificates: mine.certificate } }));
    expect(`${error}`).toContain("does not accept the token");
  });
});
