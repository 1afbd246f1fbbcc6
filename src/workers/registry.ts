import type { SandboxName } from '../domain/outcome.ts';

/** A worker without a heartbeat for this long counts as gone. */
export const WORKER_LIVES_S = 30;

/** What a worker says about itself every few seconds. */
export interface WorkerState {
  /** Of this process alone. */
  readonly id: string;
  readonly host: string;
  readonly lanes: number;
  /** Interactive programs that it holds at the most, those that wait among them; earlier versions hold none. */
  readonly interactiveMax?: number | undefined;
  /** Whether it tells that an interactive program waits; null while it does not know. */
  readonly tellsWaiting?: boolean | null | undefined;
  readonly sandbox: SandboxName;
  /** What runs each language, by its id; without those that the worker does not know yet. */
  readonly versions: Readonly<Record<string, string>>;
  /** By a language's id: true, or a sentence why the worker cannot run it. Without it all run that it offers. */
  readonly languages?: Readonly<Record<string, true | string>> | undefined;
  /** Why it cannot run programs; null when it can. */
  readonly problem: string | null;
  readonly at: string;
}

/** Which workers live. Each says so again and again, and is forgotten when it falls silent. */
export interface WorkerRegistry {
  /** This worker lives, for the next WORKER_LIVES_S seconds. */
  beat(worker: WorkerState): Promise<void>;
  /** This worker stops now. */
  leave(id: string): Promise<void>;
  /** Those that live, in the order of their ids. */
  alive(): Promise<readonly WorkerState[]>;
}
