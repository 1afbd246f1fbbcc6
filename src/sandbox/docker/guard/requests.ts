import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Call } from './rules.ts';

/** In bytes. No JSON that a worker sends is larger. */
export const BODY_MAX = 64 * 1024;

/** Answered with 403. */
export class RefusedError extends Error {
  constructor({ method, path }: Call) {
    super(
      `No sandbox needs the call ${method} ${path} in this form. If settings have changed, restart worker and guard.`,
    );
  }
}

export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? '';
}

/** Parses a request. Where a parameter comes twice, only the last one is read and forwarded. */
export async function callOf(request: IncomingMessage): Promise<Call> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker');
  const isJson = request.headers['content-type'] === 'application/json' && !request.headers.upgrade;
  return {
    method: request.method ?? '',
    path: decodeURIComponent(pathname),
    query: Object.fromEntries(searchParams),
    body: isJson ? JSON.parse(await read(request, BODY_MAX)) : undefined,
  };
}

/** The whole body as text. Throws a SyntaxError when it has more than `most` bytes. */
export async function read(message: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > most) throw new SyntaxError('The request is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Reads and drops the body of an upgraded request, which Docker does not need. */
export async function skip(socket: Duplex, bytes: number): Promise<void> {
  if (bytes > BODY_MAX) throw new SyntaxError('The request is too large.');
  for (let left = bytes; left > 0;) {
    if (socket.readableLength === 0) await once(socket, 'readable');
    const part = socket.read(Math.min(left, socket.readableLength)) as Buffer | null;
    if (part === null || part.length === 0) throw new Error('The connection has ended.');
    left -= part.length;
  }
}

export function statusOf(error: Error): number {
  if (error instanceof RefusedError) return 403;
  return error instanceof SyntaxError || error instanceof URIError || error instanceof TypeError ? 400 : 502;
}

/** The JSON with which Docker answers an error. */
export function messageOf(error: Error): string {
  return JSON.stringify({ message: error.message });
}
