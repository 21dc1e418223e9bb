export { type EmbeddedOptions, embeddedEngine } from "./engine/embedded-engine.js";
