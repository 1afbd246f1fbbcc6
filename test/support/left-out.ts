import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The headless shell takes a third of the processor time. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const CHROMIUM = process.env['CHROMIUM'] ?? BROWSERS.find((file) => existsSync(file)) ?? BROWSERS[1]!;

/** True where a Docker engine answers. */
export function dockerIsHere(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 60_000 }); // fails at once where Docker is missing
    return true;
  } catch {
    return false;
  }
}

export function chromiumIsHere(): boolean {
  return existsSync(CHROMIUM);
}

/** Prints what is not tested, and why. Throws with CI=true, where nothing may be skipped. */
export function leaveOut(what: string, why: string): void {
  if (process.env['CI'] === 'true')
    throw new Error(`With CI=true nothing may be skipped, but ${what} cannot run: ${why}`);
  process.stderr.write(`\n  skipped: ${what}, because ${why}\n\n`);
}

/** For `describe.skipIf`: true when `here` is false, which is printed. */
export function missing(here: boolean, what: string, why: string): boolean {
  if (!here) leaveOut(what, why);
  return !here;
}
