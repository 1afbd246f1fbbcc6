import type { Logger } from 'pino';
import type { GuardConfig } from '../config.ts';
import { createGuard, type Guard } from '../sandbox/docker/guard/guard.ts';
import { readRecipes } from '../sandbox/docker/recipes.ts';
import { languagesOf, limitsOf } from './settings.ts';

/** The guard: the only process of a stack that has the Docker socket. */
export function composeGuard(config: GuardConfig, log: Logger): Guard {
  return createGuard({
    socketPath: config.DOCKER_HOST.replace('unix://', ''),
    recipes: readRecipes(languagesOf(config), config.images),
    limits: limitsOf(config),
    ...(config.SANDBOX_RUNTIME && { runtime: config.SANDBOX_RUNTIME }),
    cells: config.SANDBOX_REUSE === 'cell',
    log,
  });
}
