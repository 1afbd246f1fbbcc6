import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from './errors.ts';
import { pause } from './pause.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { WorkerRegistry, WorkerState } from './workers/registry.ts';

/** Several heartbeats fit into the time after which a worker counts as gone. */
const BEAT_MS = 5000;
/** The longest time until a change is reported. */
const SOON_MS = 500;
/** A sandbox that does not answer within this time is not ready. */
const CHECK_MS = 3000;

/** Reports to the registry, until closed, that this worker is alive, and which languages it can run. */
export function startHeartbeat(deps: {
  registry: WorkerRegistry;
  sandbox: Sandbox;
  lanes: number;
  interactiveMax: number;
}): {
  close(): Promise<void>;
} {
  const { registry, sandbox, lanes, interactiveMax } = deps;
  const id = `${hostname()}-${randomUUID().slice(0, 8)}`;
  const stopping = new AbortController();
  const beating = beat(stopping.signal);
  return {
    async close() {
      stopping.abort();
      await beating;
    },
  };

  async function beat(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const state = await stateNow(signal);
      if (signal.aborted) break;
      await untilAborted(registry.beat(state), signal); // the registry does not answer: the next heartbeat reports
      const isSettled = state.problem === null && Object.keys(state.versions).length > 0;
      await untilDue(isSettled ? BEAT_MS : SOON_MS, state, signal);
    }
    const left = registry.leave(id).catch(() => {}); // the registry does not answer: the worker expires there
    await Promise.race([left, sleep(SOON_MS, undefined, { ref: false })]);
  }

  async function stateNow(signal: AbortSignal): Promise<WorkerState> {
    const problem = await problemOf(sandbox, signal);
    const at = new Date().toISOString();
    const known = {
      versions: sandbox.versions(),
      languages: languagesOf(sandbox),
      tellsWaiting: sandbox.tellsWaiting(),
    };
    return { id, host: hostname(), lanes, interactiveMax, sandbox: sandbox.name, ...known, problem, at };
  }

  /** Resolves after `ms`, and earlier when what this worker can run changes. */
  async function untilDue(ms: number, { languages }: WorkerState, signal: AbortSignal): Promise<void> {
    const reported = JSON.stringify(languages);
    for (let waited = 0; waited < ms && !signal.aborted; waited += SOON_MS) {
      if (JSON.stringify(languagesOf(sandbox)) !== reported) return;
      await pause(SOON_MS, signal);
    }
  }
}

function languagesOf(sandbox: Sandbox): NonNullable<WorkerState['languages']> {
  return Object.fromEntries(sandbox.ready());
}

async function problemOf(sandbox: Sandbox, signal: AbortSignal): Promise<string | null> {
  const timer = new AbortController();
  const tooLong = sleep(CHECK_MS, `the sandbox did not answer within ${CHECK_MS / 1000} s`, {
    signal: AbortSignal.any([signal, timer.signal]),
  }).catch(() => null);
  const answer = sandbox.check().then(() => null, messageOf);
  return Promise.race([answer, tooLong]).finally(() => timer.abort());
}

async function untilAborted(done: Promise<void>, signal: AbortSignal): Promise<void> {
  const forget = new AbortController();
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true, signal: forget.signal }),
  );
  await Promise.race([done.catch(() => {}), aborted]); // the caller does not depend on the result
  forget.abort();
}
