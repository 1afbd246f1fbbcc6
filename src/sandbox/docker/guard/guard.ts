import { request as ask, type IncomingMessage, type RequestListener, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import { LEFTOVER_AFTER_MS, LEFTOVER_STATES, SANDBOX_LABEL } from '../options.ts';
import { buildOrder, IMAGE_LABEL, startBuild } from '../images.ts';
import { createOwners } from './owners.ts';
import { addressOf, askedBy, BODY_MAX, messageOf, read, RefusedError, skip, statusOf } from './requests.ts';
import { buildIn, isOrdered, takesBody, verdictOn, type Asked, type Settings } from './rules.ts';

/** An image is asked for its label once in this time. */
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
export function createGuard({
  socketPath,
  log,
  leftoverAfterMs = LEFTOVER_AFTER_MS,
  ...settings
}: Settings & { socketPath: string; log: Logger; leftoverAfterMs?: number }): Guard {
  const docker = new Docker({ socketPath });
  const images = new Set<string>();
  const owners = createOwners();
  const lines = new Set<Duplex>();

  return {
    answer(request, response) {
      pass(request).then(
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          if ('text' in answer) return void response.end(answer.text);
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

  async function pass(request: IncomingMessage): Promise<IncomingMessage | Told> {
    const asked = await askedBy(request);
    const from = addressOf(request);
    await allow(asked, from);
    if (asked.path === '/build') return build(asked, request);
    if (asked.path === '/containers/create') return create(asked, from);
    return passOn(asked);
  }

  function passOn(asked: Asked): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const upstream = ask(optionsOf(asked), resolve).on('error', reject);
      if (!takesBody(asked)) upstream.end();
      else upstream.setHeader('content-type', 'application/json').end(JSON.stringify(asked.body));
    });
  }

  /** The container belongs to who asked for it, who may have so many at a time. */
  async function create(asked: Asked, from: string): Promise<Told> {
    if (owners.hasAll(from)) await forgetWhatIsGone();
    if (owners.hasAll(from)) throw new RefusedError(asked);
    const answer = await passOn(asked);
    const text = await read(answer, BODY_MAX);
    if (answer.statusCode === 201) owners.add((JSON.parse(text) as { Id: string }).Id, from);
    return { statusCode: answer.statusCode, headers: answer.headers, text };
  }

  async function forgetWhatIsGone(): Promise<void> {
    const known = owners.ids(); // before the list is asked for: what is made meanwhile is not on it
    const list = await docker.listContainers({ all: true, filters: { label: [SANDBOX_LABEL] } });
    const alive = new Set(list.map(({ Id }) => Id));
    owners.forget(known.filter((id) => !alive.has(id)));
  }

  /** From the files that the guard has itself: what the worker sends is not read. */
  async function build(asked: Asked, request: IncomingMessage): Promise<IncomingMessage> {
    request.resume();
    const recipe = buildIn(asked, settings.recipes);
    const order = recipe && (await buildOrder(docker, recipe.id, settings.recipes));
    if (!order || !isOrdered(asked, order)) throw new RefusedError(asked);
    return (await startBuild(docker, recipe, order)) as IncomingMessage;
  }

  /** A line in both directions, each with an end of its own. */
  async function attach(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const asked = await askedBy(request);
    if (!asked.path.endsWith('/attach')) throw new RefusedError(asked);
    await allow(asked, addressOf(request));
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

  async function allow(asked: Asked, from: string): Promise<void> {
    const verdict = verdictOn(asked, settings);
    if (verdict === 'yes') return;
    if (verdict !== 'no' && verdict.ours === 'image' && (await isOurImage(verdict.id))) return;
    if (verdict !== 'no' && verdict.ours === 'container' && (await isTheirs(verdict.id, from, asked))) return;
    log.warn({ method: asked.method, path: asked.path, from }, 'refused: no sandbox needs this of Docker');
    throw new RefusedError(asked);
  }

  /** A container is touched by who made it, and removed by anybody when its maker has died over it. */
  async function isTheirs(id: string, from: string, { method }: Asked): Promise<boolean> {
    if (owners.of(id) === from) return true;
    const shown = await inspect('containers', id);
    return shown === undefined || (method === 'DELETE' && isLeftover(shown, leftoverAfterMs));
  }

  async function isOurImage(id: string): Promise<boolean> {
    if (images.has(id)) return true;
    const shown = await inspect('images', id);
    if (shown && !shown.Config?.Labels?.[IMAGE_LABEL]) return false;
    images.add(id);
    setTimeout(() => images.delete(id), REMEMBERED_MS).unref();
    return true;
  }

  /** Undefined when there is nothing to guard: Docker says so itself. */
  async function inspect(what: 'containers' | 'images', id: string): Promise<Shown | undefined> {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      ask({ socketPath, agent: false, path: `/${what}/${encodeURI(id)}/json` }, resolve)
        .on('error', reject)
        .end();
    });
    const text = await read(answer, Infinity);
    return answer.statusCode === 404 ? undefined : (JSON.parse(text) as Shown);
  }
}

function isLeftover({ Config, State, Created = '' }: Shown, afterMs: number): boolean {
  const age = Date.now() - Date.parse(Created);
  const isOver = LEFTOVER_STATES.some((state) => state === State?.Status);
  return Config?.Labels?.[SANDBOX_LABEL] !== undefined && isOver && age > afterMs;
}

/** An answer that has been read. */
interface Told {
  readonly statusCode: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

interface Shown {
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> };
  readonly State?: { readonly Status: string };
  readonly Created?: string;
}
