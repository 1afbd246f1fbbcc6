import { join } from 'node:path';
import type { Logger } from 'pino';
import type { EngineConfig } from '../config.ts';
import { MOST, type Limits } from '../domain/limits.ts';
import type { Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import { openPglite } from '../history/pglite.ts';
import { createHistory } from '../history/sql.ts';
import { createMemoryInbox } from '../inbox/memory.ts';
import { createJournal } from '../queue/journal.ts';
import { createMemoryQueue } from '../queue/memory.ts';
import { RECORDER_HOLDS_MS } from '../recorder.ts';
import { createMemoryStore } from '../store/memory.ts';
import { createMemoryRegistry } from '../workers/memory.ts';
import { abandonedAfter, type Backends, type Opened } from './backends.ts';
import { whileOpening } from './opening.ts';

const MB = 1024 * 1024;
/** How long a run may wait for caches that the first start makes, such as precompiled headers. */
const FIRST_START_MS = 600_000;
/** Bytes of saved records that stay in the memory of this process; older ones are read from the history. */
const KEEP_BYTES = 128 * MB;

/** All backends in this process. What must outlast the process is in DATA_DIR. */
export async function embedded(
  config: EngineConfig & { MODE: 'embedded' },
  limits: Limits,
  log: Logger,
  opened: Opened,
): Promise<Backends> {
  const maxBytes = config.QUEUE_MAX_MB * MB;
  const history = opened(createHistory(await openPglite(config.DATA_DIR)));
  const journal = createJournal(join(config.DATA_DIR, 'unfinished'));
  const memory = opened(createMemoryStore({ ttlMs: config.RECORD_TTL_S * 1000, keepBytes: KEEP_BYTES }));
  const store = journal.store(memory);
  const queue = opened(
    createMemoryQueue<Job>({
      max: config.QUEUE_MAX,
      maxBytes,
      abandonedAfterMs: abandonedAfter(limits) + FIRST_START_MS,
    }),
  );
  const historyQueue = opened(
    createMemoryQueue<Submission>({ max: Infinity, maxBytes, abandonedAfterMs: RECORDER_HOLDS_MS }),
  );
  const inbox = opened(createMemoryInbox({ maxBytes: MOST.inputBytes }));
  const left = await journal.resume({ queue, historyQueue, store });
  if (left.jobs > 0)
    log.info({ count: left.jobs }, 'running the accepted submissions that an earlier process has left');
  return {
    queue: journal.jobs(queue),
    historyQueue: journal.records(historyQueue, memory.saved),
    store,
    workerStore: store,
    inbox,
    workerInbox: inbox,
    history,
    registry: createMemoryRegistry(),
    checks: { history: whileOpening(() => history.check()), data: () => journal.check() },
  };
}
