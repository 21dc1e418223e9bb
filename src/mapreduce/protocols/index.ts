/** How lines become keys and values, and the other way round. */
export { type ProtocolName, protocolOf } from "./by-name.js";
export { bytes } from "./bytes.js";
export { json, jsonValue } from "./json.js";
export { encodeLine, type Pair, type Protocol, shown } from "./protocol.js";
export { rawKeyValue, rawValue, type Text, text } from "./text.js";
