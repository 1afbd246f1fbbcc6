import type { Limits } from '../domain/limits.ts';
import type { Submission } from '../domain/record.ts';
import type { Job } from '../domain/request.ts';
import type { History } from '../history/history.ts';
import type { Checks } from '../http/api/health.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Queue } from '../queue/queue.ts';
import type { SubmissionStore } from '../store/store.ts';
import type { WorkerRegistry } from '../workers/registry.ts';

/** Where the engine keeps its work and its results, with whichever drivers. */
export interface Backends {
  readonly queue: Queue<Job>;
  readonly historyQueue: Queue<Submission>;
  /** For HTTP: fails within seconds while the store does not answer. */
  readonly store: SubmissionStore;
  /** For workers: waits until the store answers. */
  readonly workerStore: SubmissionStore;
  readonly inbox: Inbox;
  readonly workerInbox: Inbox;
  readonly history: History;
  readonly registry: WorkerRegistry;
  readonly checks: Checks;
}

/** Registers a part that the engine closes when it stops, in the reverse order of opening. */
export type Opened = <T extends { close(): Promise<unknown> }>(part: T) => T;

/** Added to the limits of compile and run, for a slow machine, before a job counts as abandoned. */
const ABANDONED_SLACK_MS = 13_000;

/** The lease of a job: one that its worker has not renewed for this long, as it does every few seconds, goes to another worker. */
export function abandonedAfter(limits: Limits): number {
  return limits.compileMs + limits.timeMs + ABANDONED_SLACK_MS;
}
