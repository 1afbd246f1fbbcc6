import cors from 'cors';
import type { RequestHandler } from 'express';
import { EngineError } from '../errors.ts';

/** Who may call the engine: requests with one of these host names, and pages of these origins. */
export interface Callers {
  /** Host names besides localhost; absent where any name is allowed. */
  readonly hosts?: readonly string[];
  /** Origins of other pages; `*` for any, `null` for pages opened from disk and for sandboxed frames. */
  readonly origins: readonly string[];
}

/**
 * An engine that listens to this machine alone is protected from the web pages that are visited on this machine: it
 * answers to no host name of theirs, and only a page that is opened from disk may read its answers.
 */
export function callersOf(config: {
  HOST: string;
  ALLOWED_HOSTS: readonly string[];
  CORS_ORIGIN?: readonly string[] | undefined;
}): Callers {
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(config.HOST);
  if (!isLocal) return { origins: config.CORS_ORIGIN ?? ['*'] };
  return { hosts: [config.HOST, ...config.ALLOWED_HOSTS], origins: config.CORS_ORIGIN ?? ['null'] };
}

const HERE = ['localhost', '127.0.0.1', '::1'];

/** Refuses requests with another host name. A request without one is allowed: browsers always send one. */
export function requireHost(hosts: readonly string[]): RequestHandler {
  const known = new Set([...HERE, ...hosts].map(nameIn));
  return (request, _response, next) => {
    const name = nameIn(request.headers.host ?? 'localhost');
    if (known.has(name)) return next();
    const wanted = /^[\w.-]{1,253}$/.test(name) ? name : 'code.example.org';
    throw new EngineError(
      'wrong_host',
      `This engine answers to localhost only. To reach it by another name, start it with ALLOWED_HOSTS=${wanted}`,
    );
  };
}

export function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST', 'DELETE'],
    allowedHeaders: ['Content-Type', 'Idempotency-Key', 'Last-Event-ID', 'Authorization'],
    exposedHeaders: ['Location', 'Retry-After'],
    maxAge: 86_400,
  });
}

/** A host without its port, and without the brackets of an IPv6 address. */
function nameIn(host: string): string {
  const [, inBrackets] = /^\[(.*)\](?::\d*)?$/.exec(host) ?? [];
  return (inBrackets ?? host.replace(/^([^:]*):\d*$/, '$1')).toLowerCase();
}
