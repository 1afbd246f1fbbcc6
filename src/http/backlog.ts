import { once } from 'node:events';
import type { Response } from 'express';

/** What readers have not taken yet. */
export interface Backlog {
  /** Writes, and resolves when the reader has taken it; rejects with the signal. */
  write(response: Response, text: string, signal: AbortSignal): Promise<void>;
  /** The same for what many may read at once: `make` is asked once for all who read `key` at the time. */
  writeShared(response: Response, key: string, make: () => Promise<string>, signal: AbortSignal): Promise<void>;
}

/** Bytes in memory, and who has not taken them yet. */
interface Holding {
  readonly bytes: number;
  readonly readers: Set<Response>;
}

interface Shared {
  readonly made: Promise<{ bytes: Buffer; holding: Holding }>;
  users: number;
}

/** Keeps to `maxBytes` for all readers together: beyond it, those that have been slow longest are cut; they may resume. */
export function createBacklog(maxBytes: number): Backlog {
  const holdings = new Set<Holding>();
  const shared = new Map<string, Shared>();
  let held = 0;

  return {
    async write(response, text, signal) {
      if (response.write(text)) return;
      await taken(response, { bytes: response.writableLength, readers: new Set() }, signal);
    },

    async writeShared(response, key, make, signal) {
      const entry = shared.get(key) ?? { made: make().then(whole), users: 0 };
      shared.set(key, entry);
      entry.users += 1;
      try {
        const { bytes, holding } = await entry.made;
        if (!response.write(bytes)) await taken(response, holding, signal);
      } finally {
        entry.users -= 1;
        if (entry.users === 0 && shared.get(key) === entry) shared.delete(key);
      }
    },
  };

  async function taken(response: Response, holding: Holding, signal: AbortSignal): Promise<void> {
    hold(holding, response);
    try {
      await once(response, 'drain', { signal });
    } finally {
      holding.readers.delete(response);
      if (holding.readers.size === 0) letGo(holding);
    }
  }

  function hold(holding: Holding, response: Response): void {
    holding.readers.add(response);
    if (holdings.has(holding)) return;
    holdings.add(holding);
    held += holding.bytes;
    for (const oldest of holdings) {
      if (held <= maxBytes || oldest === holding) return;
      letGo(oldest);
      for (const reader of oldest.readers) reader.destroy();
    }
  }

  function letGo(holding: Holding): void {
    if (holdings.delete(holding)) held -= holding.bytes;
  }
}

function whole(text: string): { bytes: Buffer; holding: Holding } {
  const bytes = Buffer.from(text);
  return { bytes, holding: { bytes: bytes.length, readers: new Set() } };
}
