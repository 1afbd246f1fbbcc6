import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import type { Limits } from '../src/domain/limits.ts';
import type { Languages } from '../src/languages.ts';
import type { Sandbox } from '../src/sandbox/sandbox.ts';
import { createWasmSandbox } from '../src/sandbox/wasm/driver.ts';
import { limits as dockerLimits } from './docker-sandbox.ts';
import { allLanguages, programFor } from './programs.ts';

export const limits: Limits = { ...dockerLimits, timeMs: 4000, compileMs: 100_000 };
/** The folder of precompiled headers. Test runs share the folder, because making the headers takes half a minute. */
export const CACHE = fileURLToPath(new URL('../node_modules/.cache/codeengine', import.meta.url));

/** A WebAssembly sandbox whose compiler is ready. */
export async function wasmSandbox(given: Limits = limits): Promise<Sandbox> {
  const sandbox = wasmSandboxOf(allLanguages, given);
  const program = programFor('c', 'int main(void) { return 0; }');
  for await (const _ of sandbox.run(program, AbortSignal.timeout(300_000))) continue;
  return sandbox;
}

/** A WebAssembly sandbox that may not be ready yet. */
export function wasmSandboxOf(languages: Languages, given: Limits = limits): Sandbox {
  const log = pino({ level: process.env['TEST_LOG'] ?? 'error' });
  return createWasmSandbox({
    languages,
    limits: given,
    warm: { interpreter: 2, program: 2 },
    lanes: 3,
    cache: CACHE,
    compileCacheBytes: 64 * 1024 * 1024,
    log,
    giveUp: log.error.bind(log),
  });
}
