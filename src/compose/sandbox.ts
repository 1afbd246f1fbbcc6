import { join } from 'node:path';
import type { Logger } from 'pino';
import type { EngineConfig } from '../config.ts';
import type { Limits } from '../domain/limits.ts';
import type { Languages } from '../languages.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

const MB = 1024 * 1024;

/** The sandbox that the settings name. The other's driver is not loaded. */
export async function createSandbox(
  config: EngineConfig,
  languages: Languages,
  limits: Limits,
  log: Logger,
): Promise<Sandbox> {
  const compileCacheBytes = config.COMPILE_CACHE_MB * MB;
  if (config.SANDBOX === 'wasm') {
    const { createWasmSandbox } = await import('../sandbox/wasm/driver.ts');
    const warm = { interpreter: config.WARM, program: config.WARM };
    const cache = join(config.DATA_DIR, 'wasm');
    return createWasmSandbox({ languages, limits, warm, lanes: config.LANES, cache, compileCacheBytes, log, giveUp });
  }
  const { createDockerSandbox } = await import('../sandbox/docker/driver.ts');
  const { readRecipes } = await import('../sandbox/docker/recipes.ts');
  return createDockerSandbox({
    ...(config.DOCKER_HOST && { host: config.DOCKER_HOST }),
    ...(config.SANDBOX_RUNTIME && { runtime: config.SANDBOX_RUNTIME }),
    reuse: config.SANDBOX_REUSE,
    languages,
    recipes: readRecipes(languages, config.images),
    limits,
    warm: { each: config.WARM, total: config.WARM_TOTAL },
    compileCacheBytes,
    log,
  });
}

/** No program can be run, and a retry would not help: the process ends with exit code 1. */
function giveUp(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}
