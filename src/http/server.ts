import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A request must have sent its headers and its whole body by then; the answer may take as long as it needs. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** After this time a stop cuts the connections that are still open. */
const CLOSE_MS = 2000;

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface Listening {
  /** What it listens on, as a URL a browser on this machine can open. */
  readonly url: string;
  /** Answers with this from now on; requests that came before wait for it. */
  serve(handler: RequestListener, upgrade?: UpgradeListener): void;
  /** Takes no more connections and resolves when the open requests are answered, or cut after 2 s. */
  close(): Promise<void>;
}

/** Listens, or rejects with a sentence that says how to choose another port. */
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
  const name = ['0.0.0.0', '::', '127.0.0.1'].includes(host) ? 'localhost' : host;
  return {
    url: `http://${host === '127.0.0.1' ? host : name}:${actual}`,
    serve(answer, upgrade) {
      serve(answer);
      if (upgrade) server.on('upgrade', upgrade);
    },
    close: () => close(server),
  };
}

/** What Node refuses before it is a request: no JSON parser has seen it, so the answer is written by hand. */
function answerBadRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = meanings[error.code ?? ''] ?? ['400 Bad Request', 'That is not an HTTP request.'];
  const body = JSON.stringify({ error: message, code: 'invalid_request' });
  const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: ${body.length}\r\nConnection: close`;
  socket.end(`${head}\r\n\r\n${body}`);
}

const meanings: Readonly<Record<string, readonly [string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The request headers are too large; 16 KiB is the most.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request was not sent completely within 30 s.'],
};

function explain(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new Error(`Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`);
  }
  if (error.code === 'EACCES') return new Error(`Port ${port} needs more rights. Choose one above 1023: PORT=8080`);
  return new Error(`Cannot listen on ${host}:${port}: ${error.message}`, { cause: error });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(cut);
}
