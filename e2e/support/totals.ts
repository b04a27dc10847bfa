// The last lines of a run, for people and for `cargo xtask test`.

import type { FullConfig, FullResult, Reporter, Suite, TestCase } from '@playwright/test/reporter';

/** How many tests of a run may need their second try: more of them are a fault, not a busy machine. */
const MOST_FLAKY = 2;

export default class Totals implements Reporter {
  private suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onEnd(result: FullResult): Promise<{ status?: FullResult['status'] }> {
    return Promise.resolve(this.of('flaky').length > MOST_FLAKY ? { status: 'failed' } : { status: result.status });
  }

  onExit(): Promise<void> {
    const flaky = this.of('flaky');
    for (const test of flaky) {
      process.stdout.write(`passed only when tried again: ${test.titlePath().filter(Boolean).join(' › ')}\n`);
    }
    const tooMany = flaky.length > MOST_FLAKY;
    // What was expected to fail and did counts as passed.
    const passed = this.of('expected').length + (tooMany ? 0 : flaky.length);
    const failed = this.of('unexpected').length + (tooMany ? flaky.length : 0);
    process.stdout.write(`${passed} passed, ${failed} failed, ${this.of('skipped').length} skipped\n`);
    return Promise.resolve();
  }

  printsToStdio(): boolean {
    return false;
  }

  private of(outcome: ReturnType<TestCase['outcome']>): TestCase[] {
    return (this.suite?.allTests() ?? []).filter((test) => test.outcome() === outcome);
  }
}
