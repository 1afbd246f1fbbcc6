import { Router, type Request, type Response } from 'express';
import type { ZodType } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { jsonBody } from './body.ts';
import { onlyMethods } from './errors.ts';

/** One call of the API, described once: its Express route, the 405 of its path and its entry in openapi.json come of this. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** As Express has it, such as `/submissions/:id`. */
  readonly path: string;
  readonly tag: string;
  /** The call's name in the clients that are made from openapi.json. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  /** What the call takes. Only where there is one, a body is read, as JSON; the handler checks it. */
  readonly request?: { readonly json: ZodType; readonly example: unknown };
  /** What it answers when all is well, by HTTP number. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beside those that any call may answer. */
  readonly errors: readonly ErrorCode[];
  handle(request: Request, response: Response): void | Promise<void>;
}

/** As OpenAPI has it. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: true;
  readonly description?: string;
  readonly example?: string;
  readonly schema: object;
}

export type Answer = {
  readonly description: string;
  /** What each header says. */
  readonly headers?: Readonly<Record<string, string>>;
} & (
  | { readonly json: ZodType; readonly example: unknown }
  /** Server-Sent Events, each with JSON of one of these schemas as its data. */
  | { readonly events: readonly ZodType[]; readonly example: string }
  | { readonly text: 'text/plain' }
  /** A file, of any type. */
  | { readonly bytes: true }
  | { readonly empty: true }
);

export function routerOf(routes: readonly Route[]): Router {
  const router = Router();
  const paths = new Set(routes.map(({ path }) => path));
  for (const path of paths) {
    const here = routes.filter((route) => route.path === path);
    for (const { method, request, handle } of here) {
      router[method](path, ...(request ? jsonBody() : []), (asked, response) => handle(asked, response));
    }
    router.all(path, onlyMethods(...here.map(({ method }) => method.toUpperCase())));
  }
  return router;
}
