import { request as requestUpstream, type IncomingMessage, type RequestOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { read, skip } from './requests.ts';
import { takesBody, type Call } from './rules.ts';

/** The fields of a container or an image that the guard reads. */
export interface Shown {
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> };
  readonly State?: { readonly Status: string };
  readonly Created?: string;
}

/**
 * Docker behind its socket. Each call is written anew from its parsed parts, so Docker never reads the bytes of a
 * worker.
 */
export interface Upstream {
  send(call: Call): Promise<IncomingMessage>;
  /** Connects an upgraded request with a container's streams, in both directions, each of which ends separately. */
  attach(call: Call, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Undefined when Docker has no such container or image. */
  inspect(what: 'containers' | 'images', id: string): Promise<Shown | undefined>;
}

export function createUpstream(socketPath: string): Upstream {
  return {
    send(call) {
      return new Promise((resolve, reject) => {
        const upstream = requestUpstream(optionsOf(call), resolve).on('error', reject);
        if (!takesBody(call)) upstream.end();
        else upstream.setHeader('content-type', 'application/json').end(JSON.stringify(call.body));
      });
    },

    attach(call, request, socket, head) {
      const upstream = requestUpstream({ ...optionsOf(call), headers: { connection: 'Upgrade', upgrade: 'tcp' } });
      upstream.on('error', () => socket.destroy());
      upstream.on('response', (answer) => socket.end(`HTTP/1.1 ${answer.statusCode} Refused\r\n\r\n`));
      upstream.on('upgrade', (_answer, container: Duplex, first: Buffer) => {
        container.on('error', () => socket.destroy()).on('close', () => socket.destroy());
        socket.on('close', () => container.destroy());
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        socket.write(first);
        container.pipe(socket);
        socket.unshift(head);
        skip(socket, Number(request.headers['content-length'] ?? 0)).then(
          () => socket.pipe(container),
          () => socket.destroy(),
        );
      });
      upstream.end();
    },

    async inspect(what, id) {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        requestUpstream({ socketPath, agent: false, path: `/${what}/${encodeURI(id)}/json` }, resolve)
          .on('error', reject)
          .end();
      });
      const text = await read(answer, Infinity);
      return answer.statusCode === 404 ? undefined : (JSON.parse(text) as Shown);
    },
  };

  function optionsOf(call: Call): RequestOptions {
    const { method, path, query } = call;
    const parameters = takesBody(call) ? {} : query; // where there is a body, Docker needs no parameters
    return { socketPath, agent: false, method, path: `${encodeURI(path)}?${new URLSearchParams(parameters)}` };
  }
}
