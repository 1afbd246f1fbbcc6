import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { languages } from '../../tools/programs.ts';
import { wasmSandboxOf } from '../../tools/wasm-sandbox.ts';

/** A slow machine takes minutes to precompile the headers. */
const MADE_MS = 1_200_000;
/** What the sandbox logs when it has all that the first use of the compiler makes. */
const HAS_ALL = / are ready after [\d.]+ s$| compile at full speed after /;

/**
 * Leaves in the cache what the first use of the compiler makes, for every engine that a test starts on a data folder: each
 * of these would begin to make it anew, and be ended before it is made.
 */
export default async function setup(): Promise<void> {
  let hasAll = false;
  const write = (line: string) => void (hasAll ||= HAS_ALL.test((JSON.parse(line) as { msg: string }).msg));
  const sandbox = wasmSandboxOf(languages, { log: pino({ level: 'info' }, { write }) });
  for (const until = Date.now() + MADE_MS; !hasAll; await sleep(200)) {
    if (Date.now() > until) throw new Error(`the headers were not precompiled in ${MADE_MS / 60_000} minutes`);
  }
  await sandbox.close();
}
