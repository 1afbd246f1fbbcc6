import type { SandboxName } from '../domain/outcome.ts';

/** A worker without a heartbeat for this long counts as gone. */
export const WORKER_LIVES_S = 30;

/** What a worker reports about itself every few seconds. */
export interface WorkerState {
  /** Unique to this process. */
  readonly id: string;
  readonly host: string;
  readonly lanes: number;
  /**
   * How many interactive programs the worker holds at most, those that wait for input included. Earlier versions hold
   * none.
   */
  readonly interactiveMax?: number | undefined;
  /** Whether the worker sees that an interactive program waits; null while this is not known. */
  readonly tellsWaiting?: boolean | null | undefined;
  readonly sandbox: SandboxName;
  /** The version that runs each language, by the language's id; without those that the worker does not know yet. */
  readonly versions: Readonly<Record<string, string>>;
  /** By a language's id: true, or a sentence why the worker cannot run it. Absent: the worker runs all that it offers. */
  readonly languages?: Readonly<Record<string, true | string>> | undefined;
  /** Why the worker cannot run programs; null when it can. */
  readonly problem: string | null;
  readonly at: string;
}

/** Which workers are alive: those whose last heartbeat is at most WORKER_LIVES_S seconds old. */
export interface WorkerRegistry {
  /** A heartbeat: this worker counts as alive for the next WORKER_LIVES_S seconds. */
  beat(worker: WorkerState): Promise<void>;
  /** Takes a worker off at once, when it stops. */
  leave(id: string): Promise<void>;
  /** The workers that are alive, in the order of their ids. */
  alive(): Promise<readonly WorkerState[]>;
}
