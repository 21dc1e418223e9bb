export * from "./spark-exception.js";
