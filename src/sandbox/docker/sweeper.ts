import { setInterval } from 'node:timers/promises';
import type Docker from 'dockerode';
import { LEFTOVER_AFTER_MS, LEFTOVER_STATES, SANDBOX_LABEL } from './options.ts';

const SWEEP_EVERY_MS = 30_000;

/**
 * Removes leftovers at intervals, until the signal: containers that were never started or have ended, and whose engine
 * died before it removed them. Calls `swept` after each time.
 */
export async function sweepNowAndThen(docker: Docker, signal: AbortSignal, swept: () => void): Promise<void> {
  await sweep(docker).catch(() => {}); // Docker does not answer: the next sweep finds them
  try {
    for await (const _ of setInterval(SWEEP_EVERY_MS, undefined, { signal })) {
      await sweep(docker).catch(() => {});
      swept();
    }
  } catch {
    // closed
  }
}

async function sweep(docker: Docker): Promise<void> {
  const filters = { label: [SANDBOX_LABEL], status: [...LEFTOVER_STATES] };
  const old = (await docker.listContainers({ all: true, filters })).filter(
    ({ Created }) => Created * 1000 < Date.now() - LEFTOVER_AFTER_MS,
  );
  for (const { Id } of old)
    await docker
      .getContainer(Id)
      .remove({ force: true })
      .catch(() => {}); // another engine was first
}
