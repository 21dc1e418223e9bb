import { Piscina } from "piscina";
import { serve } from "../harness/serve.js";
import { makeWith, versionOf } from "./thread_pools.js";

await serve({
  version: versionOf("piscina"),
  make: makeWith((options) => new Piscina(options)),
});
