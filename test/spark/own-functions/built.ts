/** The built package: functions run in workers, which load it and not src/. */
const url: string = new URL("../../../dist/spark/index.js", import.meta.url).href;
export const built = (await import(url)) as typeof import("../../../src/spark/index.js");
