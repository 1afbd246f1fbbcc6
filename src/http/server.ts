import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** The times within which a client must have sent the headers, and the whole request. The answer has no time limit. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** How long a stop waits before it closes connections that are still open. */
const CLOSE_MS = 2000;

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Listening {
  /** A URL of this server that a browser on this machine can open. */
  readonly url: string;
  /** Sets the handler. Requests that come earlier wait for this call. */
  serve(handler: RequestListener, upgrade?: UpgradeListener): void;
  /** Accepts no more connections. Resolves when the open requests are answered, or closed after 2 s. */
  close(): Promise<void>;
}

/** Listens. Rejects with a sentence that says how to choose another port. */
export async function listen(host: string, port: number): Promise<Listening> {
  let serve: (handler: RequestListener) => void = () => {};
  const handler = new Promise<RequestListener>((resolve) => (serve = resolve));
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 },
    (request, response) => void handler.then((answer) => answer(request, response)),
  );
  server.on('clientError', answerBadRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, host, port)));
    server.listen(port, host, resolve);
  });
  const actual = (server.address() as AddressInfo).port;
  const name = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return {
    url: `http://${name}:${actual}`,
    serve(answer, upgrade) {
      serve(answer);
      if (upgrade) server.on('upgrade', upgrade);
    },
    close: () => close(server),
  };
}

/** Answers what Node's HTTP parser refuses. Such bytes never become a request, so Express cannot answer them. */
function answerBadRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = meanings[error.code ?? ''] ?? [
    '400 Bad Request',
    'The bytes that were sent are not an HTTP request.',
  ];
  const body = JSON.stringify({ error: message, code: 'invalid_request' });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}

const meanings: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The request headers are too large: they may have 16 KiB.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request was not sent completely within 30 s.'],
};

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`);
  }
  if (error.code === 'EACCES')
    return new Error(
      `Port ${port} needs the rights of an administrator. Choose a port above 1023: PORT=8080 npm start`,
    );
  return new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(cut);
}
