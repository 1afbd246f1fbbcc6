import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Limits } from '../domain/limits.ts';
import type { SandboxName } from '../domain/outcome.ts';
import type { Language, Languages } from '../languages.ts';
import type { Metrics } from '../metrics.ts';
import { onlyMethods } from './errors.ts';
import type { WorkerWatch } from './worker-watch.ts';

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

export const LanguageInfo = z
  .object({
    id: z.string(),
    name: z.string(),
    version: z.string(),
    aliases: z.array(z.string()),
    limits: z.object({
      time_ms: z.int(),
      compile_time_ms: z.int().nullable(),
      memory_bytes: z.int(),
      output_bytes: z.int(),
      processes: z.int(),
    }),
    sample: z.string(),
    notes: z.string().nullable().meta({ description: 'What this sandbox cannot do' }),
  })
  .meta({ id: 'Language' });
export type LanguageInfo = z.infer<typeof LanguageInfo>;

/** Health, readiness and metrics. */
export function systemRouter({ metrics, checks }: { metrics: Metrics; checks: Checks }): Router {
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

/** What can be run, and within which limits. */
export function languagesRouter(deps: {
  languages: Languages;
  limits: Limits;
  sandbox: SandboxName;
  watch: WorkerWatch;
}): Router {
  const { languages, limits, sandbox, watch } = deps;
  const router = Router();
  router
    .route('/languages')
    .get(async (_request, response) => void response.json(list(await versions())))
    .all(onlyMethods('GET'));
  return router;

  /** As the workers that live found them out. */
  async function versions(): Promise<Readonly<Record<string, string>>> {
    return Object.assign({}, ...(await watch.workers()).map((worker) => worker.versions)) as Record<string, string>;
  }

  function list(versions: Readonly<Record<string, string>>): LanguageInfo[] {
    const runnable = languages.all().filter((language) => language[sandbox]);
    return runnable.map((language) => ({
      id: language.id,
      name: language.name,
      version: versions[language.id] ?? language[sandbox]!.implementation,
      aliases: [...language.aliases],
      limits: {
        time_ms: limits.timeMs,
        compile_time_ms: isCompiled(language) ? limits.compileMs : null,
        memory_bytes: limits.memoryBytes,
        output_bytes: limits.outputBytes,
        processes: sandbox === 'wasm' ? 1 : limits.processes,
      },
      sample: language.sample,
      notes: sandbox === 'wasm' ? (language.wasm?.notes ?? null) : null,
    }));
  }
}

function isCompiled({ sources }: Language): boolean {
  return sources.length > 0;
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
