/** The files that a server of ours is started with. */
import { join } from "node:path";
import type { ServerOptions } from "./start-server.js";

/** What is set unless the user sets it, and at the end what isn't the user's to set. */
export function configuration(options: ServerOptions, folder: string): Map<string, string> {
  const { master = "local[*]", config = {} } = options;
  const here = /^local(\[|$)/.test(master);
  return new Map([
    ["spark.ui.enabled", "false"],
    ["spark.local.dir", join(folder, "local")],
    // Executors of this process: nobody else has to reach the driver. Those of a cluster do.
    ...(here
      ? ([
          ["spark.driver.host", "127.0.0.1"],
          ["spark.driver.bindAddress", "127.0.0.1"],
        ] as const)
      : []),
    ...Object.entries(config),
    ["spark.master", master],
    ["spark.connect.grpc.binding.address", "127.0.0.1"],
    // Any that is free: the log tells which.
    ["spark.connect.grpc.binding.port", "0"],
  ]);
}

/** As Java reads it: https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader) */
export function propertiesText(properties: ReadonlyMap<string, string>): string {
  return [...properties].map(([key, value]) => `${escaped(key)}=${escaped(value)}\n`).join("");
}

function escaped(text: string): string {
  return text.replace(/[\\:=#! \n\r\t\f]/g, (found) => {
    const at = "\n\r\t\f".indexOf(found);
    return `\\${at < 0 ? found : "nrtf"[at]}`;
  });
}

/** Warnings and errors, and the line in which the server says where it listens. */
export function logSettings(serverClass: string): string {
  return [
    "rootLogger.level = warn",
    "rootLogger.appenderRef.stderr.ref = console",
    "appender.console.type = Console",
    "appender.console.name = console",
    "appender.console.target = SYSTEM_ERR",
    "appender.console.layout.type = PatternLayout",
    "appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex",
    `logger.server.name = ${serverClass}`,
    "logger.server.level = info",
    "",
  ].join("\n");
}
