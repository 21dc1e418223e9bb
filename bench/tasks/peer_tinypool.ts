import Tinypool from "tinypool";
import { serve } from "../harness/serve.js";
import { makeWith, versionOf } from "./thread_pools.js";

await serve({
  version: versionOf("tinypool"),
  make: makeWith((options) => new Tinypool(options)),
});
