import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { languages } from '../../tools/programs.ts';
import { CACHE, wasmSandbox } from '../../tools/wasm-sandbox.ts';

/** A slow machine takes minutes to precompile the headers. */
const MADE_MS = 1_200_000;

/**
 * Leaves in the cache what the first use of the compiler makes, for every engine that a test starts on a data folder: each
 * of these would begin to make it anew, and be ended before it is made.
 */
export default async function setup(): Promise<void> {
  const sandbox = await wasmSandbox();
  const sets = languages.all().flatMap(({ wasm }) => wasm?.compiler?.precompiled?.sets ?? []);
  for (const until = Date.now() + MADE_MS; !(await areKept(sets)); await sleep(200)) {
    if (Date.now() > until)
      throw new Error(`the headers ${sets.join(', ')} were not precompiled in ${MADE_MS / 60_000} minutes`);
  }
  await sandbox.close();
}

async function areKept(sets: readonly string[]): Promise<boolean> {
  const files = await readdir(CACHE).catch((): string[] => []); // nothing was made yet
  return sets.every((set) => files.some((file) => file.endsWith(`-${set}.pch`)));
}
