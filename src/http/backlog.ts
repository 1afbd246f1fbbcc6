import { once } from 'node:events';
import type { Response } from 'express';

/** Data that is written to clients which have not received it yet. */
export interface Backlog {
  /** Writes a text; resolves when the client has room for more, and rejects with the signal. */
  write(response: Response, text: string, signal: AbortSignal): Promise<void>;
  /**
   * The same for a text that many clients may read at once: `make` is called once for all clients that read `key` at
   * the same time.
   */
  writeShared(response: Response, key: string, make: () => Promise<string>, signal: AbortSignal): Promise<void>;
}

/** Bytes in memory, and the clients that have not received them yet. */
interface Holding {
  readonly bytes: number;
  readonly readers: Set<Response>;
}

interface Shared {
  readonly made: Promise<{ bytes: Buffer; holding: Holding }>;
  users: number;
}

/** At most `maxBytes` for all clients together. Beyond that, the clients that have been slow longest are disconnected; they may resume. */
export function createBacklog(maxBytes: number): Backlog {
  const holdings = new Set<Holding>();
  const shared = new Map<string, Shared>();
  let held = 0;

  return {
    async write(response, text, signal) {
      if (response.write(text)) return;
      await drained(response, { bytes: response.writableLength, readers: new Set() }, signal);
    },

    async writeShared(response, key, make, signal) {
      const entry = shared.get(key) ?? { made: make().then(whole), users: 0 };
      shared.set(key, entry);
      entry.users += 1;
      try {
        const { bytes, holding } = await entry.made;
        if (!response.write(bytes)) await drained(response, holding, signal);
      } finally {
        entry.users -= 1;
        if (entry.users === 0 && shared.get(key) === entry) shared.delete(key);
      }
    },
  };

  async function drained(response: Response, holding: Holding, signal: AbortSignal): Promise<void> {
    hold(holding, response);
    try {
      await once(response, 'drain', { signal });
    } finally {
      holding.readers.delete(response);
      if (holding.readers.size === 0) release(holding);
    }
  }

  function hold(holding: Holding, response: Response): void {
    holding.readers.add(response);
    if (holdings.has(holding)) return;
    holdings.add(holding);
    held += holding.bytes;
    for (const oldest of holdings) {
      if (held <= maxBytes || oldest === holding) return;
      release(oldest);
      for (const reader of oldest.readers) reader.destroy();
    }
  }

  function release(holding: Holding): void {
    if (holdings.delete(holding)) held -= holding.bytes;
  }
}

function whole(text: string): { bytes: Buffer; holding: Holding } {
  const bytes = Buffer.from(text);
  return { bytes, holding: { bytes: bytes.length, readers: new Set() } };
}
