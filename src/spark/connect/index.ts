export { type ConnectEngine, type ConnectOptions, connectEngine, type Prepared } from "./engine.js";
export { type Server, type ServerOptions, startServer } from "./server/start-server.js";
