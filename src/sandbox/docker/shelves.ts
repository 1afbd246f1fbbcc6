import type { Logger } from 'pino';
import type { Limits } from '../../domain/limits.ts';
import type { Language, Languages } from '../../languages.ts';
import { createDemand } from '../demand.ts';
import { createPool } from '../pool.ts';
import type { GuestContainer } from './container.ts';
import { environmentFrame, prepareFrame } from './frames.ts';
import type { Opening } from './opening.ts';
import type { Readiness } from './ready.ts';
import { wordsOf } from './run.ts';

/**
 * Containers that are started before there are programs for them. A shelf holds containers of one image, with the
 * interpreter of one language started where that can be.
 */
export interface Shelves {
  /** A container from the shelf, or a new one when the shelf is empty. */
  take(shelf: string): Promise<GuestContainer>;
  /** Gives up a container that was taken. A cell in which every run was done goes back to the shelf with a new room. */
  leave(container: GuestContainer, shelf: string, isDone: boolean): void;
  /** A new container in which nothing is prepared, and which the caller ends. */
  bare(image: string): Promise<GuestContainer>;
  /** Keeps the shelf filled from now on. */
  open(shelf: string): void;
  /** A run has just ended, so there is time to make what is lacking. */
  rest(): void;
  /** How many containers stand on each shelf. */
  warm(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** Languages that prepare nothing share the containers of their image. */
export function shelfOf({ id, image, docker }: Language): string {
  return docker?.prepare ? id : image;
}

export function createShelves(deps: {
  opening: Opening;
  languages: Languages;
  limits: Limits;
  /** How many containers wait for programs: of each language that is always kept warm, and in all. */
  warm: { readonly each: number; readonly total: number };
  /** The name of this engine on the label of its containers. */
  engine: string;
  images(): Pick<Readiness, 'tagOf' | 'isLost'>;
  log: Logger;
}): Shelves {
  const { opening, languages, limits, engine, images, log } = deps;
  /** How many containers of each shelf are in use. */
  const used = new Map<string, number>();
  const always = languages.all().filter(({ warm, docker: runs }) => runs && warm === 'always');
  const demand = createDemand({ always: [...new Set(always.map(shelfOf))], ...deps.warm });
  const pool = createPool<string, GuestContainer>({
    size: wanted,
    make,
    died: (container) => container.closed,
    dispose: (container) => container.dispose(),
    log,
  });

  return {
    async take(shelf) {
      demand.used(shelf);
      count(shelf, 1); // before the container is taken: while a cell is awaited the pool makes none in its place
      try {
        return await pool.take(shelf);
      } catch (error) {
        count(shelf, -1);
        throw error;
      }
    },

    leave(container, shelf, isDone) {
      count(shelf, -1);
      if (container.renew && isDone) pool.giveBack(shelf, renewed(container, shelf));
      else container.letExit();
      pool.rest();
    },

    bare,
    open: (shelf) => pool.open(shelf),
    rest: () => pool.rest(),
    warm: () => pool.warm(),
    close: () => pool.close(),
  };

  async function renewed(container: GuestContainer, shelf: string): Promise<GuestContainer | undefined> {
    const room = await container.renew!();
    if (room) return prepared(room, languages.find(shelf));
    container.letExit();
    return undefined;
  }

  function count(shelf: string, change: 1 | -1): void {
    used.set(shelf, (used.get(shelf) ?? 0) + change);
  }

  /**
   * Twice as many cells, so that a cell gets its next room while another is used. Cells in use come back, and count.
   */
  function wanted(shelf: string): number {
    const size = demand.size(shelf);
    return opening.hasCells() ? Math.max(0, 2 * size - (used.get(shelf) ?? 0)) : size;
  }

  /** A compile may get more memory while the prepared process is starting, and is not to size a heap by that. */
  function withMemory(word: string): string {
    return word.replace('{memory_bytes}', String(limits.memoryBytes));
  }

  async function make(shelf: string): Promise<GuestContainer> {
    const language = languages.find(shelf);
    return prepared(await bare(language?.image ?? shelf), language);
  }

  async function bare(image: string): Promise<GuestContainer> {
    const order = { language: image, image: images().tagOf(image), engine, limits };
    return opening.open(order).catch((error) => {
      if ((error as { statusCode?: number }).statusCode === 404) images().isLost(image);
      throw error;
    });
  }

  function prepared(container: GuestContainer, language: Language | undefined): GuestContainer {
    const { prepare, env } = language?.docker ?? {};
    if (env) container.send(environmentFrame(env));
    if (prepare) container.send(prepareFrame(language!.file, wordsOf(prepare, language!.file).map(withMemory)));
    return container;
  }
}
