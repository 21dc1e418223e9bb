import { AnalysisException } from "../../errors/index.js";

/** @param message a sentence of ours; Spark's condition and state are put around it */
export function analysisError(
  condition: string,
  message: string,
  messageParameters: Readonly<Record<string, string>>,
  sqlState: string,
): AnalysisException {
  return new AnalysisException(`[${condition}] ${message} SQLSTATE: ${sqlState}`, {
    condition,
    messageParameters,
    sqlState,
  });
}
