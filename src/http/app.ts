import compression from 'compression';
import express, { type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Limits } from '../domain/limits.ts';
import type { Languages } from '../languages.ts';
import type { SandboxName } from '../domain/outcome.ts';
import type { Metrics } from '../metrics.ts';
import type { Submissions } from '../submissions.ts';
import type { WorkerWatch } from '../worker-watch.ts';
import { artifactRoutes } from './api/artifact-files.ts';
import { healthRoutes, type Checks } from './api/health.ts';
import { inputRoutes } from './api/input.ts';
import { languagesRoutes } from './api/languages.ts';
import { streamRoutes } from './api/stream.ts';
import { submissionRoutes } from './api/submission.ts';
import { submitRoutes } from './api/submit.ts';
import { createBacklog } from './backlog.ts';
import { allowOrigins, requireHost, type Callers } from './callers.ts';
import { docsRouter } from './docs.ts';
import { errorHandler, notFound } from './errors.ts';
import { routerOf } from './route.ts';

export interface AppDeps {
  readonly submissions: Submissions;
  readonly watch: WorkerWatch;
  readonly languages: Languages;
  readonly limits: Limits;
  readonly sandbox: SandboxName;
  readonly metrics: Metrics;
  readonly checks: Checks;
  readonly callers: Callers;
  /** Ends open streams when it aborts. Their clients connect again and resume. */
  readonly closing: AbortSignal;
  /** The folder of the page; absent where the gateway serves the page. */
  readonly frontend?: string;
  readonly log: Logger;
}

/** The most memory of what slow readers have not received yet, all of them together. */
const BACKLOG_BYTES = 64 * 1024 * 1024;

/** The HTTP API, as a handler of requests. */
export function createApp(deps: AppDeps): Express {
  const { hosts, origins } = deps.callers;
  const app = bareApp();
  app.use(allowOrigins(origins));
  if (hosts) app.use(requireHost(hosts));
  const backlog = createBacklog(BACKLOG_BYTES);
  const routes = [
    ...submitRoutes(deps),
    ...streamRoutes({ ...deps, backlog }),
    ...submissionRoutes({ ...deps, backlog }),
    ...inputRoutes(deps),
    ...artifactRoutes(deps),
    ...languagesRoutes(deps),
    ...healthRoutes(deps),
  ];
  app.use('/languages', compression()); // the largest answer that the page loads; a stream must not be compressed
  app.use(routerOf(routes), docsRouter(routes));
  if (deps.frontend) app.use(pageHeaders, compression(), express.static(deps.frontend));
  app.use(notFound, errorHandler(deps));
  return app;
}

/** Health and metrics alone, for a worker without an API. */
export function createWorkerApp(deps: { metrics: Metrics; checks: Checks; log: Logger }): Express {
  return bareApp().use(routerOf(healthRoutes(deps)), notFound, errorHandler(deps));
}

function bareApp(): Express {
  return express().disable('x-powered-by').disable('etag').set('query parser', 'simple').use(noSniffing);
}

/** Keeps browsers from treating a program's text as a page or a script. */
const noSniffing: RequestHandler = (_request, response, next) => {
  response.set('X-Content-Type-Options', 'nosniff');
  next();
};

/** The page may load from and call this server only. Trusted types keep texts from becoming HTML or scripts. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
/** Browsers apply a policy to documents. With each of the fifty scripts, the policy would add 13 KB to the page. */
const NO_DOCUMENT = /\.(?:js|css)$/;

const pageHeaders: RequestHandler = (request, response, next) => {
  response.set({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-cache' });
  if (!NO_DOCUMENT.test(request.path)) response.set('Content-Security-Policy', POLICY);
  next();
};
