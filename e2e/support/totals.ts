// The last line of a run, for people and for `cargo xtask test`.

import type { FullConfig, Reporter, Suite, TestCase } from '@playwright/test/reporter';

export default class Totals implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onExit(): Promise<void> {
    const tests = this.suite?.allTests() ?? [];
    const count = (...outcomes: ReturnType<TestCase['outcome']>[]) =>
      tests.filter((test) => outcomes.includes(test.outcome())).length;
    // What was expected to fail and did counts as passed; there are no retries, so nothing is flaky.
    const [passed, failed, skipped] = [count('expected'), count('unexpected', 'flaky'), count('skipped')];
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
    return Promise.resolve();
  }

  printsToStdio(): boolean {
    return false;
  }
}
