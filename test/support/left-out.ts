import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The shell opens a page in a third of the processor time: it has no windows to make. */
const BROWSERS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'];
export const CHROMIUM = process.env['CHROMIUM'] ?? BROWSERS.find((file) => existsSync(file)) ?? BROWSERS[1]!;

/** True where a Docker engine answers. */
export function dockerIsHere(): boolean {
  try {
    execFileSync('docker', ['info'], { stdio: 'ignore', timeout: 60_000 }); // it fails at once where there is none
    return true;
  } catch {
    return false;
  }
}

export function chromiumIsHere(): boolean {
  return existsSync(CHROMIUM);
}

/** Says aloud what is not tested, and why. With CI=true everything is required, so it is a failure there. */
export function leaveOut(what: string, why: string): void {
  if (process.env['CI'] === 'true') throw new Error(`CI leaves nothing out, but ${what} cannot run: ${why}`);
  process.stderr.write(`\n  left out: ${what}, because ${why}\n\n`);
}

/** For `describe.skipIf`: true, said aloud, when `here` is false. */
export function missing(here: boolean, what: string, why: string): boolean {
  if (!here) leaveOut(what, why);
  return !here;
}
