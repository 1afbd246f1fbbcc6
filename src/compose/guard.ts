import type { Logger } from 'pino';
import type { GuardConfig } from '../config.ts';
import { createGuard, type Guard } from '../sandbox/docker/guard/guard.ts';
import { readRecipes } from '../sandbox/docker/recipes.ts';
import { languagesOf, limitsOf } from './settings.ts';

/** The process that alone holds the Docker socket, where workers do not. */
export function composeGuard(config: GuardConfig, log: Logger): Guard {
  return createGuard({
    socketPath: config.DOCKER_HOST.replace('unix://', ''),
    recipes: readRecipes(languagesOf(config), config.images),
    limits: limitsOf(config),
    ...(config.SANDBOX_RUNTIME && { runtime: config.SANDBOX_RUNTIME }),
    log,
  });
}
