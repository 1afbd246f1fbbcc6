import { once } from 'node:events';
import { request as ask, type IncomingMessage, type RequestListener, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import { SANDBOX_LABEL } from './container.ts';
import { dockerfileOf, IMAGE_LABEL, startBuild, tagOf, TOOLCHAINS } from './images.ts';
import { takesBody, verdictOn, type Asked, type Settings } from './rules.ts';

/** No JSON that a worker sends is larger. */
const BODY_MAX = 64 * 1024;
/** A container is attached to, started and updated within this time. */
const REMEMBERED_MS = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };

export interface Guard {
  readonly answer: RequestListener;
  /** For the server's `upgrade` event: an attachment. */
  attach(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends the attachments. */
  close(): Promise<void>;
}

/**
 * Stands between workers and Docker: passes on what running sandboxes takes (`rules.ts`) and answers 403 to everything
 * else, so that whoever takes over a worker does not have the host. What it passes on it words itself.
 */
export function createGuard({ socketPath, log, ...settings }: Settings & { socketPath: string; log: Logger }): Guard {
  const docker = new Docker({ socketPath });
  const ours = new Set<string>();
  const lines = new Set<Duplex>();

  return {
    answer(request, response) {
      pass(request).then(
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on('error', () => response.destroy()).pipe(response);
          response.on('close', () => answer.destroy());
        },
        (error: Error) => response.writeHead(statusOf(error), JSON_TYPE).end(messageOf(error)),
      );
    },
    attach(request, socket, head) {
      lines.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => lines.delete(socket));
      attach(request, socket, head).catch((error: Error) =>
        socket.end(`HTTP/1.1 ${statusOf(error)} Refused\r\nContent-Type: application/json\r\n\r\n${messageOf(error)}`),
      );
    },
    async close() {
      for (const line of lines) line.destroy();
    },
  };

  async function pass(request: IncomingMessage): Promise<IncomingMessage> {
    const asked = await askedBy(request);
    await allow(asked);
    if (asked.path === '/build') return build(asked, request);
    return new Promise((resolve, reject) => {
      const upstream = ask(optionsOf(asked), resolve).on('error', reject);
      if (!takesBody(asked)) upstream.end();
      else upstream.setHeader('content-type', 'application/json').end(JSON.stringify(asked.body));
    });
  }

  /** From the files that the guard has itself: what the worker sends is not read. */
  async function build(asked: Asked, request: IncomingMessage): Promise<IncomingMessage> {
    request.resume();
    const toolchain = TOOLCHAINS.find((name) => asked.query['dockerfile'] === dockerfileOf(name));
    if (!toolchain) throw new RefusedError(asked);
    const tag = await tagOf(docker, toolchain, settings.images);
    if (tag !== asked.query['t']) throw new RefusedError(asked);
    return (await startBuild(docker, toolchain, tag, settings.images)) as IncomingMessage;
  }

  /** A line in both directions, each with an end of its own. */
  async function attach(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const asked = await askedBy(request);
    if (!asked.path.endsWith('/attach')) throw new RefusedError(asked);
    await allow(asked);
    const upstream = ask({ ...optionsOf(asked), headers: { connection: 'Upgrade', upgrade: 'tcp' } });
    upstream.on('error', () => socket.destroy());
    upstream.on('response', (answer) => socket.end(`HTTP/1.1 ${answer.statusCode} Refused\r\n\r\n`));
    upstream.on('upgrade', (_answer, line: Duplex, first: Buffer) => {
      line.on('error', () => socket.destroy()).on('close', () => socket.destroy());
      socket.on('close', () => line.destroy());
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
      socket.write(first);
      line.pipe(socket);
      socket.unshift(head);
      skip(socket, Number(request.headers['content-length'] ?? 0)).then(
        () => socket.pipe(line),
        () => socket.destroy(),
      );
    });
    upstream.end();
  }

  function optionsOf(asked: Asked): RequestOptions {
    const { method, path, query } = asked;
    const said = takesBody(asked) ? {} : query; // where there is a body, it says it all
    return { socketPath, agent: false, method, path: `${encodeURI(path)}?${new URLSearchParams(said)}` };
  }

  async function allow(asked: Asked): Promise<void> {
    const verdict = verdictOn(asked, settings);
    if (verdict === 'yes') return;
    if (verdict !== 'no' && (await isOurs(verdict.ours, verdict.id))) return;
    log.warn({ method: asked.method, path: asked.path }, 'refused: no sandbox needs this of Docker');
    throw new RefusedError(asked);
  }

  async function isOurs(what: 'container' | 'image', id: string): Promise<boolean> {
    if (ours.has(id)) return true;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      ask({ socketPath, agent: false, path: `/${what}s/${encodeURI(id)}/json` }, resolve)
        .on('error', reject)
        .end();
    });
    const shown = JSON.parse(await read(answer, Infinity)) as Shown;
    if (answer.statusCode === 404) return true; // there is nothing to guard: Docker says so itself
    if (!shown.Config?.Labels?.[what === 'image' ? IMAGE_LABEL : SANDBOX_LABEL]) return false;
    ours.add(id);
    setTimeout(() => ours.delete(id), REMEMBERED_MS).unref();
    return true;
  }
}

interface Shown {
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> };
}

class RefusedError extends Error {
  constructor({ method, path }: Asked) {
    super(
      `No sandbox needs Docker to ${method} ${path} like this. If settings have changed, restart worker and guard.`,
    );
  }
}

/** A parameter that comes twice is refused by none: the last one counts, and is the only one that is passed on. */
async function askedBy(request: IncomingMessage): Promise<Asked> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker');
  const isJson = request.headers['content-type'] === 'application/json' && !request.headers.upgrade;
  return {
    method: request.method ?? '',
    path: decodeURIComponent(pathname),
    query: Object.fromEntries(searchParams),
    body: isJson ? JSON.parse(await read(request, BODY_MAX)) : undefined,
  };
}

async function read(message: IncomingMessage, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message) {
    bytes += (chunk as Buffer).length;
    if (bytes > most) throw new SyntaxError('The request is too large.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Takes the body of an upgraded request off its line: Docker needs none. */
async function skip(socket: Duplex, bytes: number): Promise<void> {
  if (bytes > BODY_MAX) throw new SyntaxError('The request is too large.');
  for (let left = bytes; left > 0;) {
    if (socket.readableLength === 0) await once(socket, 'readable');
    const part = socket.read(Math.min(left, socket.readableLength)) as Buffer | null;
    if (part === null || part.length === 0) throw new Error('The line has ended.');
    left -= part.length;
  }
}

function statusOf(error: Error): number {
  if (error instanceof RefusedError) return 403;
  return error instanceof SyntaxError || error instanceof URIError || error instanceof TypeError ? 400 : 502;
}

/** As Docker words its own errors. */
function messageOf(error: Error): string {
  return JSON.stringify({ message: error.message });
}
