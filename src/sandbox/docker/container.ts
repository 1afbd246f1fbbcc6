import type { Duplex } from 'node:stream';
import type Docker from 'dockerode';
import type { ContainerCreateOptions } from 'dockerode';
import type { Logger } from 'pino';
import { updateOptions, type ContainerLimits } from './options.ts';
import { createDecoder, type Frame } from './protocol.ts';

/** A started container and the connection to its agent, or one room of a cell. Used for one program. */
export interface GuestContainer {
  send(bytes: Buffer): void;
  /** The agent's frames as they arrive; ends when the container does. Read by one reader at a time. */
  frames(): AsyncGenerator<Frame, void, void>;
  /** Changes the container's limits. Rejects when the container uses more memory already. */
  limit(to: ContainerLimits): Promise<void>;
  /** Resolves when the connection to the agent is closed. */
  readonly closed: Promise<void>;
  /**
   * Whether the kernel has killed processes of the container for want of memory, as Docker says just before it removes
   * the container.
   */
  wasOutOfMemory(): Promise<boolean>;
  /** Lets the agent exit, which is cheaper for Docker than a kill. The container is removed then. */
  letExit(): void;
  /** Kills and removes the container. */
  dispose(): Promise<void>;
  /** For a cell: ends the room after its run and returns the next one; undefined when the cell has to be replaced. */
  renew?(): Promise<GuestContainer | undefined>;
}

const DOCKER_HEADER = 8;
const DOCKER_STDERR = 2;
/** An agent exits within milliseconds after its stdin ends. */
const EXITS_WITHIN_MS = 1000;

/** Creates, attaches and starts a container. Where a step fails, the container is removed. */
export async function openContainer(
  docker: Docker,
  options: ContainerCreateOptions,
  log: Logger,
): Promise<GuestContainer> {
  const container = await docker.createContainer(inBody(options));
  try {
    const attach = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
    const line = (await container.attach(attach)) as Duplex;
    const guest = containerOn(line, container, log);
    await container.start();
    return guest;
  } catch (error) {
    await remove(container, log);
    throw error;
  }
}

/**
 * Keeps the options out of the address, where dockerode would repeat them: a seccomp profile is longer than an address
 * may be.
 */
function inBody(options: ContainerCreateOptions): ContainerCreateOptions {
  return { _query: {}, _body: options } as ContainerCreateOptions;
}

function containerOn(line: Duplex, container: Docker.Container, log: Logger): GuestContainer {
  const waiting: Frame[] = [];
  let wake = () => {};
  let isClosed = false;
  let disposed: Promise<void> | undefined;
  let resolveClosed = () => {};
  const closed = new Promise<void>((resolve) => (resolveClosed = resolve));
  const demultiplex = createDemultiplexer(createDecoder(), (text) =>
    log.warn({ container: container.id, text }, 'the guest agent reported an error'),
  );
  const end = () => {
    isClosed = true;
    wake();
    resolveClosed();
  };
  line.on('data', (bytes: Buffer) => {
    try {
      waiting.push(...demultiplex(bytes));
      wake();
    } catch (error) {
      log.error({ err: error, container: container.id }, 'the guest agent broke the protocol');
      line.destroy();
    }
  });
  line.on('close', end).on('end', end).on('error', end);

  return {
    closed,
    send(bytes) {
      if (!isClosed) line.write(bytes);
    },
    async *frames() {
      for (;;) {
        const frame = waiting.shift();
        if (frame) yield frame;
        else if (isClosed) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async limit(to) {
      await container.update(updateOptions(to));
    },
    async wasOutOfMemory() {
      const shown = await container.inspect().catch(() => undefined); // removed already
      return shown?.State.OOMKilled ?? false;
    },
    letExit() {
      line.end();
      const late = setTimeout(dispose, EXITS_WITHIN_MS);
      void closed.then(() => clearTimeout(late));
    },
    dispose,
  };

  function dispose(): Promise<void> {
    line.destroy();
    return (disposed ??= remove(container, log));
  }
}

/** Docker frames what the container writes once more: stream, three zeros, length as 4 bytes big endian, bytes. */
function createDemultiplexer(
  decode: (bytes: Buffer) => Frame[],
  report: (text: string) => void,
): (bytes: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const frames: Frame[] = [];
    while (rest.length >= DOCKER_HEADER) {
      const end = DOCKER_HEADER + rest.readUInt32BE(4);
      if (rest.length < end) break;
      const payload = rest.subarray(DOCKER_HEADER, end);
      if (rest[0] === DOCKER_STDERR) report(payload.toString('utf8'));
      else frames.push(...decode(payload));
      rest = rest.subarray(end);
    }
    return frames;
  };
}

/** Removes a container that may be gone, or going, already. */
async function remove(container: Docker.Container, log: Logger): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404 || statusCode === 409) return;
    log.warn(
      { err: error, container: container.id },
      'a container could not be removed now; the next start removes it',
    );
  }
}
