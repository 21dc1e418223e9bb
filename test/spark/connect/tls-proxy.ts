/** A Connect server with TLS, as one stands behind a company's gateway: the tests' own certificates, and the tests' server behind them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";

export interface Certificate {
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface TlsProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** One that vouches for itself. @param names as `DNS:localhost,IP:127.0.0.1` @throws Error without openssl */
export function makeCertificate(names: string): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "manycore-certificate-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
  ];
  try {
    execFileSync(
      "openssl",
      [
        ...args,
        "-keyout",
        key,
        "-out",
        certificate,
        "-subj",
        "/CN=manycore test",
        "-addext",
        `subjectAltName=${names}`,
      ],
      { stdio: "pipe" },
    );
    return { certificate: readFileSync(certificate), key: readFileSync(key) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function startTlsProxy(
  serverPort: number,
  { certificate, key }: Certificate,
): Promise<TlsProxy> {
  const sockets = new Set<Socket>();
  const kept = (socket: Socket) => {
    sockets.add(socket);
    return socket.on("error", () => undefined).on("close", () => void sockets.delete(socket));
  };
  const server = createServer({ cert: certificate, key, ALPNProtocols: ["h2"] }, (client) => {
    const upstream = kept(connect(serverPort, "127.0.0.1"));
    kept(client).pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  server.on("tlsClientError", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
