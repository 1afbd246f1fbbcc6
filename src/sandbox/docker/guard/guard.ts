import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import type { Logger } from 'pino';
import { LEFTOVER_AFTER_MS, LEFTOVER_STATES, SANDBOX_LABEL } from '../options.ts';
import { buildOrder, IMAGE_LABEL, startBuild } from '../images.ts';
import type { Runtimes } from '../runtime.ts';
import { createOwners } from './owners.ts';
import { addressOf, callOf, BODY_MAX, messageOf, read, RefusedError, statusOf } from './requests.ts';
import { buildIn, isOrdered, rulingOn, type Call, type Settings } from './rules.ts';
import { createUpstream, type Shown } from './upstream.ts';

/** How long the guard remembers that an image carries the engine's label. */
const REMEMBERED_MS = 60_000;
const JSON_TYPE = { 'content-type': 'application/json' };

export interface Guard {
  readonly answer: RequestListener;
  /** For the server's `upgrade` event: a worker attaches to a container's streams. */
  attach(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes the attached connections. */
  close(): Promise<void>;
}

/**
 * Stands between workers and Docker: forwards the calls that sandboxes need (`rules.ts`) and answers 403 to all others,
 * so that an attacker who controls a worker does not control the host. Each call is written anew.
 */
export function createGuard({
  socketPath,
  log,
  leftoverAfterMs = LEFTOVER_AFTER_MS,
  ...settings
}: Settings & { socketPath: string; log: Logger; leftoverAfterMs?: number }): Guard {
  const docker = new Docker({ socketPath });
  const upstream = createUpstream(socketPath);
  const images = new Set<string>();
  const owners = createOwners();
  const attached = new Set<Duplex>();

  return {
    answer(request, response) {
      forward(request).then(
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
      attached.add(socket);
      socket.on('error', () => socket.destroy()).on('close', () => attached.delete(socket));
      attach(request, socket, head).catch((error: Error) =>
        socket.end(`HTTP/1.1 ${statusOf(error)} Refused\r\nContent-Type: application/json\r\n\r\n${messageOf(error)}`),
      );
    },
    async close() {
      for (const socket of attached) socket.destroy();
    },
  };

  async function forward(request: IncomingMessage): Promise<IncomingMessage | ReadAnswer> {
    const call = await callOf(request);
    const from = addressOf(request);
    await allow(call, from);
    if (call.path === '/build') return build(call, request);
    if (call.path === '/containers/create') return create(call, from);
    if (call.path === '/info') return runtimes();
    return upstream.send(call);
  }

  /**
   * Of what Docker says of itself and of the machine, workers read the names of the runtimes and the version of the
   * cgroups only.
   */
  async function runtimes(): Promise<ReadAnswer> {
    const { CgroupVersion, DefaultRuntime, Runtimes = {} } = (await docker.info()) as Runtimes;
    const names = Object.fromEntries(Object.keys(Runtimes).map((name) => [name, {}]));
    const answer = { CgroupVersion, DefaultRuntime, Runtimes: names };
    return { statusCode: 200, headers: JSON_TYPE, text: JSON.stringify(answer) };
  }

  /** The container belongs to the address that asked for it. An address may have only so many at a time. */
  async function create(call: Call, from: string): Promise<ReadAnswer> {
    if (owners.hasAll(from)) await forgetRemoved();
    if (owners.hasAll(from)) throw new RefusedError(call);
    const answer = await upstream.send(call);
    const text = await read(answer, BODY_MAX);
    if (answer.statusCode === 201) owners.add((JSON.parse(text) as { Id: string }).Id, from);
    return { statusCode: answer.statusCode, headers: answer.headers, text };
  }

  async function forgetRemoved(): Promise<void> {
    const known = owners.ids(); // read before the list: a container that is made meanwhile is not on the list
    const list = await docker.listContainers({ all: true, filters: { label: [SANDBOX_LABEL] } });
    const existing = new Set(list.map(({ Id }) => Id));
    owners.forget(known.filter((id) => !existing.has(id)));
  }

  /** Builds from the guard's own copy of the files. The files that the worker sends are not read. */
  async function build(call: Call, request: IncomingMessage): Promise<IncomingMessage> {
    request.resume();
    const recipe = buildIn(call, settings.recipes);
    const order = recipe && (await buildOrder(docker, recipe.id, settings.recipes));
    if (!order || !isOrdered(call, order)) throw new RefusedError(call);
    return (await startBuild(docker, recipe, order)) as IncomingMessage;
  }

  async function attach(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const call = await callOf(request);
    if (!call.path.endsWith('/attach')) throw new RefusedError(call);
    await allow(call, addressOf(request));
    upstream.attach(call, request, socket, head);
  }

  async function allow(call: Call, from: string): Promise<void> {
    const ruling = rulingOn(call, settings);
    if (ruling === 'yes') return;
    if (ruling !== 'no' && ruling.ours === 'image' && (await isOurImage(ruling.id))) return;
    if (ruling !== 'no' && ruling.ours === 'container' && (await isTheirs(ruling.id, from, call))) return;
    log.warn({ method: call.method, path: call.path, from }, 'refused: no sandbox needs this call to Docker');
    throw new RefusedError(call);
  }

  /** Only the address that made a container may use it. Every address may remove a leftover. */
  async function isTheirs(id: string, from: string, { method }: Call): Promise<boolean> {
    if (owners.of(id) === from) return true;
    const shown = await upstream.inspect('containers', id);
    return shown === undefined || (method === 'DELETE' && isLeftover(shown, leftoverAfterMs));
  }

  async function isOurImage(id: string): Promise<boolean> {
    if (images.has(id)) return true;
    const shown = await upstream.inspect('images', id);
    if (shown && !shown.Config?.Labels?.[IMAGE_LABEL]) return false;
    images.add(id);
    setTimeout(() => images.delete(id), REMEMBERED_MS).unref();
    return true;
  }
}

/** A sandbox container that has not run for longer than an engine takes to start one. */
function isLeftover({ Config, State, Created = '' }: Shown, afterMs: number): boolean {
  const age = Date.now() - Date.parse(Created);
  const isStopped = LEFTOVER_STATES.some((state) => state === State?.Status);
  return Config?.Labels?.[SANDBOX_LABEL] !== undefined && isStopped && age > afterMs;
}

/** An answer of Docker whose body has been read. */
interface ReadAnswer {
  readonly statusCode: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}
