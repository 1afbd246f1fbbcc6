import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Metrics } from '../../metrics.ts';
import { onlyMethods } from '../errors.ts';

/** How long a part may take to say that it is there. */
const CHECK_MS = 3000;

/** Asks each part of the engine, by name, whether it is there; one that is not rejects with a sentence. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

export const Readiness = z
  .object({
    status: z.enum(['ready', 'unavailable']),
    away: z
      .record(z.string(), z.string())
      .meta({ description: 'Why, for each part that is away: redis, worker, sandbox, history, data' }),
  })
  .meta({ id: 'Readiness' });

/** Health, readiness and metrics. */
export function healthRouter({ metrics, checks }: { metrics: Metrics; checks: Checks }): Router {
  const router = Router();
  router.route('/healthz').get(health).all(onlyMethods('GET'));
  router.route('/readyz').get(ready).all(onlyMethods('GET'));
  router.route('/metrics').get(showMetrics).all(onlyMethods('GET'));
  return router;

  function health(_request: Request, response: Response): void {
    response.json({ status: 'ok' });
  }

  async function ready(_request: Request, response: Response): Promise<void> {
    const answers = await Promise.all(Object.entries(checks).map(([name, check]) => ask(name, check)));
    const away = Object.fromEntries(answers.filter((answer) => answer !== undefined));
    const isReady = Object.keys(away).length === 0;
    if (!isReady) response.set('Retry-After', '2');
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'unavailable', away });
  }

  async function showMetrics(_request: Request, response: Response): Promise<void> {
    response.type(metrics.contentType).send(await metrics.text());
  }
}

async function ask(name: string, check: () => Promise<void>): Promise<[string, string] | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not answer within ${CHECK_MS / 1000} s`)), CHECK_MS);
  });
  try {
    await Promise.race([check(), tooLong]);
    return undefined;
  } catch (error) {
    return [name, error instanceof Error ? error.message : 'is away'];
  } finally {
    clearTimeout(timer);
  }
}
