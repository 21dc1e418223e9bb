import { writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

/** Vitest's summary counts skipped tests without saying why. This prints each reason once, and leaves the counts. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counts.passed++;
        else if (result.state === "failed") counts.failed++;
        else {
          counts.skipped++;
          const reason =
            (result.state === "skipped" && result.note) || `no reason given, in ${module.moduleId}`;
          reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        }
      }
    }
    for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`);
    const file = process.env.MANYCORE_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}
