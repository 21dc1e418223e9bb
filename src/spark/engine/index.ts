export type {
  AnalyzeCase,
  AnalyzeRequest,
  AnalyzeResult,
  ColumnBatch,
  ColumnData,
  Engine,
  ExecuteOptions,
  Progress,
  ResultPart,
} from "./engine.js";
