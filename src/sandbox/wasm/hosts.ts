import type { Logger } from 'pino';
import { longestMs, type Limits } from '../../domain/limits.ts';
import { OUTER_SLACK_MS, startHost, type Host, type Started } from './host.ts';
import type { HostOptions, HostProgram } from './messages.ts';

/** The processes that hold programs: one that takes them, and those that only finish what they have begun. */
export interface Hosts {
  /** Starts a program. Throws when no process can take it. */
  start(program: HostProgram): Started;
  /** Why no program can be run; null when one can. */
  problem(): string | null;
  /** For each language: true, or a sentence why it cannot be run now. */
  ready(): ReadonlyMap<string, true | string>;
  /** What runs each language, as far as it is known. */
  versions(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const RESTART_MS = 1000;
/** After so many starts without a single run, the process is not started again. */
const STARTS_MAX = 5;
/** How many processes may still finish what they have begun. Each may hold a compiler, so they are few. */
const RETIRED_MAX = 2;

export function createHosts(deps: {
  options: HostOptions;
  limits: Limits;
  log: Logger;
  /** Called when no program will ever run, with the reason in a sentence. */
  giveUp(reason: string): void;
}): Hosts {
  const { options, limits, log } = deps;
  const hosts = new Set<Host>();
  const versions = new Map<string, string>();
  let failedStarts = 0;
  let restart: NodeJS.Timeout | undefined;
  let closed = false;
  let host = start();

  return {
    start: (program) => host.start(program),
    problem() {
      const states = [...host.languages.values()];
      return host.problem() ?? (states.every((why) => why !== null) ? (states[0] ?? NO_LANGUAGE) : null);
    },
    ready: () => new Map([...host.languages].map(([id, why]) => [id, why ?? host.problem() ?? true])),
    versions: () => Object.fromEntries(versions),
    async close() {
      closed = true;
      clearTimeout(restart);
      await Promise.all([...hosts].map((one) => one.end()));
    },
  };

  function start(failed?: Host): Host {
    const started: Host = startHost({
      options,
      failed,
      log,
      version(ids, text) {
        failedStarts = 0;
        for (const id of ids) versions.set(id, text);
      },
      stuck() {
        if (!started.isRetired()) retire(started);
      },
      ended(code, signal, stderr) {
        hosts.delete(started);
        if (closed || started.isRetired()) return;
        if (!started.isReady() && ++failedStarts === STARTS_MAX) return deps.giveUp(cannotStart(stderr));
        log.error({ code, signal, stderr }, 'the WebAssembly sandbox ended; starting it again');
        restart = setTimeout(() => (host = start(started.isReady() ? undefined : started)), RESTART_MS);
      },
    });
    hosts.add(started);
    return started;
  }

  function retire(stuck: Host): void {
    log.warn('a program in the WebAssembly sandbox cannot be stopped; starting another sandbox beside it');
    stuck.retire(longestMs(limits) + OUTER_SLACK_MS);
    const [oldest, ...others] = [...hosts].filter((one) => one.isRetired());
    if (oldest && others.length >= RETIRED_MAX) void oldest.end();
    host = start();
  }
}

const NO_LANGUAGE = 'no language can be run in WebAssembly';

function cannotStart(stderr: string): string {
  const lastLine = stderr.trim().split('\n').at(-1);
  const error = lastLine ? `Its last error: ${lastLine}` : 'It reported no error';
  return `The WebAssembly sandbox cannot be started: it ended ${STARTS_MAX} times before it ran anything. ${error}`;
}
