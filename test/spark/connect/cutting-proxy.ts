import { connect, createServer, type Socket } from "node:net";

/** Stands between client and server, and cuts what goes through it. */
export interface CuttingProxy {
  readonly port: number;
  /** Connections that there have been. */
  readonly connections: number;
  /** Cuts all, now. */
  cut(): void;
  /** Cuts a connection each time that so many bytes have come from the server by it; 0 never. */
  cutAfter(bytes: number): void;
  /** Whether new connections are let through. */
  open(isOpen: boolean): void;
  /** Cuts all, and brings who calls from now on to another server: to who calls, the server has restarted. */
  to(serverPort: number): void;
  close(): Promise<void>;
}

export async function startCuttingProxy(firstPort: number): Promise<CuttingProxy> {
  let serverPort = firstPort;
  const sockets = new Set<Socket>();
  let limit = 0;
  let isOpen = true;
  let connections = 0;
  const server = createServer((client) => {
    client.on("error", () => undefined);
    if (!isOpen) return void client.destroy();
    connections++;
    const upstream = connect(serverPort, "127.0.0.1");
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    let passed = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", cut).on("close", () => {
        sockets.delete(socket);
        cut();
      });
    }
    client.on("data", (bytes) => upstream.write(bytes));
    upstream.on("data", (bytes) => {
      passed += bytes.length;
      if (limit > 0 && passed > limit) return cut();
      if (!client.write(bytes)) upstream.pause();
    });
    client.on("drain", () => upstream.resume());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return connections;
    },
    cut,
    cutAfter: (bytes) => void (limit = bytes),
    open: (now) => void (isOpen = now),
    to(port) {
      serverPort = port;
      cut();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
