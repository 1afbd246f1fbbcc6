import type Docker from 'dockerode';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.ts';
import { firstRoom } from './cell.ts';
import { openContainer, type GuestContainer } from './container.ts';
import { asMade, containerOptions, type ContainerOrder } from './options.ts';
import type { Runtime } from './runtime.ts';

/** Opens the containers that programs run in. */
export interface Opening {
  /** A container for one run, or, where cells are wanted and this host can make them, a cell. */
  open(order: Omit<ContainerOrder, 'runtime'>): Promise<GuestContainer>;
  /** Whether there are cells, so that containers come back. */
  hasCells(): boolean;
  /** Kills and removes all open containers. */
  close(): Promise<void>;
}

/** `cells`: whether cells are wanted. The first one shows whether this host can make them, which is logged once. */
export function createOpening({
  docker,
  runtime,
  cells,
  log,
}: {
  docker: Docker;
  runtime: Runtime;
  cells: boolean;
  log: Logger;
}): Opening {
  const containers = new Set<GuestContainer>();
  let isPossible = cells;
  let isSeen = false;

  return {
    async open(order) {
      if (!isPossible) return one(order);
      try {
        const cell = await firstRoom(await one(order, { cell: true }), asMade(order.limits), log);
        if (!isSeen)
          log.info('programs run in cells (SANDBOX_REUSE=cell): containers that give each run a room of its own');
        isSeen = true;
        return cell;
      } catch (error) {
        if (isSeen || isMissing(error)) throw error;
        const instead = await one(order); // where Docker does not answer this fails as well, and says nothing about cells
        if (isPossible) log.warn({ reason: messageOf(error) }, CANNOT);
        isPossible = false;
        return instead;
      }
    },
    hasCells: () => isPossible,
    async close() {
      await Promise.all([...containers].map((container) => container.dispose()));
    },
  };

  async function one(order: Omit<ContainerOrder, 'runtime'>, kind = {}): Promise<GuestContainer> {
    const name = await runtime.name();
    const opened = openContainer(docker, containerOptions({ ...order, runtime: name }, kind), log);
    const container = await opened.catch((error: unknown) => {
      if (isMissing(error) || !runtime.failed(error)) throw error;
      return openContainer(docker, containerOptions(order, kind), log);
    });
    runtime.works();
    containers.add(container);
    void container.closed.then(() => containers.delete(container));
    return container;
  }
}

const CANNOT =
  'this host cannot make cells (SANDBOX_REUSE=cell), so each run has a container of its own; docs/operations.md says what cells need';

/** Whether the image has been removed. */
function isMissing(error: unknown): boolean {
  return (error as { statusCode?: number }).statusCode === 404;
}
