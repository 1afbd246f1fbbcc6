import { Router, type Request, type Response } from 'express';
import type { ZodType } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { jsonBody } from './body.ts';
import { onlyMethods } from './errors.ts';

/** One route of the API. Its Express handler, the 405 of its path and its entry in openapi.json are made from this. */
export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** In Express's syntax, such as `/submissions/:id`. */
  readonly path: string;
  readonly tag: string;
  /** The name of the method in clients that are generated from openapi.json. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  /** The JSON body; the handler validates it. Without this no body is read. */
  readonly request?: { readonly json: ZodType; readonly example: unknown };
  /** The answers other than errors, by HTTP status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** The errors, besides those that every route may answer. */
  readonly errors: readonly ErrorCode[];
  handle(request: Request, response: Response): void | Promise<void>;
}

/** A parameter object of OpenAPI. */
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
  /** A description of each header. */
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
