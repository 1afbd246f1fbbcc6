import type { Reporter, TestSpecification } from 'vitest/node';

/** Prints the progress after each file, if the output is not a terminal. */
export default class Progress implements Reporter {
  private files = 0;
  private done = 0;
  private startedAt = 0;

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    [this.files, this.done, this.startedAt] = [specifications.length, 0, Date.now()];
  }

  onTestModuleEnd(): void {
    this.done += 1;
    if (process.stdout.isTTY) return;
    const seconds = Math.round((Date.now() - this.startedAt) / 1000);
    process.stdout.write(` ${this.done} of ${this.files} files, ${seconds} s\n`);
  }
}
