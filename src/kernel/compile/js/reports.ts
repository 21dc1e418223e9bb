/** What a simulated launch found wrong, each thing once however often it happened. */
import type { SimulationFinding } from "../../../errors.js";

/** Different reports that are kept; what happens beyond them is counted with the others of its kind and line alone. */
const MOST = 100;

export class Reports {
  readonly #found = new Map<string, { -readonly [K in keyof SimulationFinding]: SimulationFinding[K] }>();

  add(report: Omit<SimulationFinding, "times" | "message">, message: () => string): void {
    const lines = [report.line, report.otherLine ?? report.line].sort((a, b) => a - b);
    const key = `${report.kind} ${report.array} ${lines.join()}`;
    const known = this.#found.get(key);
    if (known !== undefined) known.times++;
    else if (this.#found.size < MOST) this.#found.set(key, { ...report, message: message(), times: 1 });
  }

  /** By line. */
  get all(): readonly SimulationFinding[] {
    return [...this.#found.values()].sort((a, b) => a.line - b.line);
  }
}
