import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The headless shell is preferred, because it takes a third of the processor time. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const CHROMIUM = process.env['CHROMIUM'] ?? BROWSERS.find((file) => existsSync(file)) ?? BROWSERS[1]!;

/** True if a Docker engine answers. */
export function dockerIsHere(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 60_000 }); // fails at once if Docker is missing
    return true;
  } catch {
    return false;
  }
}

export function chromiumIsHere(): boolean {
  return existsSync(CHROMIUM);
}

/** Prints which tests are skipped, and why. Throws with CI=true, because then no test may be skipped. */
export function leaveOut(what: string, why: string): void {
  if (process.env['CI'] === 'true')
    throw new Error(`With CI=true nothing may be skipped, but ${what} cannot run: ${why}`);
  process.stderr.write(`\n  skipped: ${what}, because ${why}\n\n`);
}

/** For `describe.skipIf`: true when `here` is false; then prints which tests are skipped. */
export function missing(here: boolean, what: string, why: string): boolean {
  if (!here) leaveOut(what, why);
  return !here;
}
