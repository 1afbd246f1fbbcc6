import type { Request, Response } from 'express';
import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { Metrics } from '../../metrics.ts';
import type { Route } from '../route.ts';
import { examples } from './examples.ts';

/** The time within which a part must answer its check. */
const CHECK_MS = 3000;

/** A check of each part of the engine, by its name. Rejects with a sentence when the part is unavailable. */
export type Checks = Readonly<Record<string, () => Promise<void>>>;

const Readiness = z
  .object({
    status: z.enum(['ready', 'unavailable']),
    unavailable: z
      .record(z.string(), z.string())
      .meta({ description: 'Each part that is unavailable, and why: redis, worker, sandbox, history, data' }),
  })
  .meta({ id: 'Readiness' });

const Health = z.object({ status: z.literal('ok') });

/** Health, readiness and metrics. */
export function healthRoutes({ metrics, checks }: { metrics: Metrics; checks: Checks }): Route[] {
  return [
    {
      method: 'get',
      path: '/healthz',
      tag: 'Engine',
      operationId: 'health',
      summary: 'Whether the process answers',
      answers: { 200: { description: 'The process answers', json: Health, example: { status: 'ok' } } },
      errors: [],
      handle: (_request, response) => void response.json({ status: 'ok' }),
    },
    {
      method: 'get',
      path: '/readyz',
      tag: 'Engine',
      operationId: 'ready',
      summary: 'Whether every part is available',
      answers: {
        200: { description: 'Every part is available', json: Readiness, example: examples.ready },
        503: {
          description: 'A part is unavailable',
          json: Readiness,
          example: examples.unready,
          headers: { 'Retry-After': 'Seconds' },
        },
      },
      errors: [],
      handle: ready,
    },
    {
      method: 'get',
      path: '/metrics',
      tag: 'Engine',
      operationId: 'metrics',
      summary: 'Prometheus metrics',
      description: "For the engine's own network: `api` and each `worker` have their own. The gateway answers 404.",
      answers: { 200: { description: 'The metrics', text: 'text/plain' } },
      errors: [],
      handle: async (_request, response) => void response.type(metrics.contentType).send(await metrics.text()),
    },
  ];

  async function ready(_request: Request, response: Response): Promise<void> {
    const answers = await Promise.all(Object.entries(checks).map(([name, check]) => ask(name, check)));
    const unavailable = Object.fromEntries(answers.filter((answer) => answer !== undefined));
    const isReady = Object.keys(unavailable).length === 0;
    if (!isReady) response.set('Retry-After', '2');
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'unavailable', unavailable });
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
    return [name, messageOf(error)];
  } finally {
    clearTimeout(timer);
  }
}
