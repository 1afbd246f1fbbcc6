import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { languages } from '../../tools/programs.ts';
import { CACHE, wasmSandbox } from '../../tools/wasm-sandbox.ts';

/** A slow machine takes minutes to precompile the headers. */
const MADE_MS = 1_200_000;

/**
 * Makes the files of the compiler's first use, such as precompiled headers, and keeps them in the cache for the engines
 * of all tests. Otherwise each of these engines would begin to make the files, and would be stopped before they are
 * complete.
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
  const files = await readdir(CACHE).catch((): string[] => []); // there is no cache yet
  return sets.every((set) => files.some((file) => file.endsWith(`-${set}.pch`)));
}
