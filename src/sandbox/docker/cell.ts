import type { Logger } from 'pino';
import type { GuestContainer } from './container.ts';
import { SUPERVISOR_PROCESSES, type ContainerLimits } from './options.ts';
import { createSecret, endRoomFrame, secretFrame } from './frames.ts';
import { parseReady, parseResult } from './protocol.ts';

/**
 * After so many runs or so much time a cell is replaced, so that an attacker who controls its supervisor is gone soon.
 */
const MOST_RUNS = 100;
const MOST_MS = 600_000;
/** The time to make a room, which takes milliseconds. */
const READY_MS = 10_000;

/**
 * The first room of a started container whose supervisor gives each run a room of its own; `renew` gives the next room.
 * `made` are the limits with which the container was made. Rejects when there is no room, with the step that failed and
 * the reason; the container is gone then.
 */
export async function firstRoom(
  container: GuestContainer,
  made: ContainerLimits,
  log: Logger,
): Promise<GuestContainer> {
  const secret = createSecret();
  let runs = 0;
  let isOld = false;
  let isClosed = false;
  void container.closed.then(() => (isClosed = true));
  container.send(secretFrame(secret));
  await ready(container, secret).catch(async (error) => {
    await container.dispose();
    throw error;
  });
  return room();

  function room(): GuestContainer {
    let isOver = false;
    let isOdd = false;
    const changes: Promise<void>[] = [];
    return {
      closed: container.closed,
      wasOutOfMemory: () => container.wasOutOfMemory(),
      letExit: () => container.letExit(),
      send(bytes) {
        if (!isOver) container.send(bytes);
      },
      async *frames() {
        for await (const frame of container.frames()) {
          if (frame.type === 'x') isOdd ||= isOddEnd(frame.payload);
          yield frame;
        }
      },
      limit(to) {
        const change = container.limit(withSupervisor(to));
        changes.push(change);
        return change;
      },
      async dispose() {
        if (isOver) return;
        isOdd = true;
        await container.dispose();
      },
      async renew() {
        isOver = true;
        if (runs === 0) setTimeout(() => (isOld = true), MOST_MS).unref();
        runs += 1;
        if (isOdd || isOld || isClosed || runs >= MOST_RUNS) return undefined;
        try {
          await Promise.allSettled(changes);
          if (changes.length > 0) await container.limit(withSupervisor(made));
          container.send(endRoomFrame());
          await ready(container, secret);
          return room();
        } catch (error) {
          log.warn({ err: error }, 'a cell could not be used again, and is replaced');
          return undefined;
        }
      },
    };
  }
}

/**
 * Resolves when the supervisor has announced a room. Rejects at anything else: that is from a room that should have
 * ended.
 */
async function ready(container: GuestContainer, secret: Buffer): Promise<void> {
  const late = setTimeout(() => void container.dispose(), READY_MS);
  try {
    for await (const { type, payload } of container.frames()) {
      const answer = type === 'n' ? parseReady(payload, secret) : undefined;
      if (!answer) throw new Error('something came from a room after its end');
      if (answer.failure !== null) throw new Error(answer.failure);
      return;
    }
    throw new Error('a cell ended before it had a room');
  } finally {
    clearTimeout(late);
  }
}

/** A cell in which a run has reached a limit is replaced: nobody knows what such a program has tried. */
function isOddEnd(payload: Buffer): boolean {
  const { limit, outOfMemory, forkRefused } = parseResult(payload);
  return limit !== null || outOfMemory || forkRefused;
}

function withSupervisor({ memoryBytes, pids }: ContainerLimits): ContainerLimits {
  return { memoryBytes, pids: pids === undefined ? undefined : pids + SUPERVISOR_PROCESSES };
}
