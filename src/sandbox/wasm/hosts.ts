import type { ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import { isArtifactName, type Artifacts } from '../../domain/artifacts.ts';
import { longestMs, mostWallMs, SESSION_MS, type Limits } from '../../domain/limits.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { FromHost, HostLanguage, HostOptions, HostProgram, ToHost } from './messages.ts';
import type { Message } from '../../inbox/inbox.ts';
import { STARTING } from '../sandbox.ts';
import { forkHost, killed } from './host-process.ts';
import { createSteps, type Steps } from './steps.ts';
import type { Left } from './thread/left.ts';

/** The processes that hold programs: one that takes them, and those that only finish what they have begun. */
export interface Hosts {
  /** Starts a program. Throws when no process can take it. */
  start(program: HostProgram): { readonly steps: Steps; send(message: Message): void; kill(): void; forget(): void };
  /** Why no program can be run; null when one can. */
  problem(): string | null;
  /** For each language: true, or a sentence why it cannot be run now. */
  ready(): ReadonlyMap<string, true | string>;
  /** What runs each language, as far as it is known. */
  versions(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** How much later than the host's own the outer limit fires: a machine under ten times its load needs seconds. */
const OUTER_SLACK_MS = 15_000;
const RESTART_MS = 1000;
/** A host that has ended so often before it ran anything will not run anything the next time either. */
const STARTS_MAX = 5;
/** Hosts that only finish what they have begun. Each may hold a compiler, so there are not many. */
const RETIRED_MAX = 2;

export function createHosts(deps: {
  options: HostOptions;
  limits: Limits;
  log: Logger;
  /** Told when no program will ever run, with the reason in a sentence. */
  giveUp(reason: string): void;
}): Hosts {
  const { options, limits, log } = deps;
  const hosts = new Set<Host>();
  const versions = new Map<string, string>();
  let ids = 0;
  let failedStarts = 0;
  let restart: NodeJS.Timeout | undefined;
  let closed = false;
  let host = startHost();

  return {
    start(program) {
      const by = host;
      if (by.problem) throw new Error(by.problem);
      const id = ++ids;
      const steps = createSteps();
      by.runs.set(id, { steps, sessionMs: program.interactive ? SESSION_MS : 0 });
      const kill = () => tell(by, { type: 'kill', id });
      tell(by, { type: 'run', id, program });
      return {
        steps,
        send: (message) => tell(by, { type: 'input', id, message }),
        kill,
        forget() {
          if (by.runs.has(id)) kill();
          forget(by, id);
        },
      };
    },
    problem() {
      const states = [...host.languages.values()];
      return host.problem ?? (states.every((why) => why !== null) ? (states[0] ?? NO_LANGUAGE) : null);
    },
    ready: () => new Map([...host.languages].map(([id, why]) => [id, why ?? host.problem ?? true])),
    versions: () => Object.fromEntries(versions),
    async close() {
      closed = true;
      clearTimeout(restart);
      await Promise.all([...hosts].map(({ child }) => killed(child)));
    },
  };

  function startHost(failed?: Host): Host {
    const child = forkHost(options);
    const languages = new Map(options.languages.map((one) => [one.id, firstState(one, options, failed)]));
    const started: Host = { child, languages, runs: new Map(), problem: null, isReady: false, isRetired: false };
    hosts.add(started);
    let complaint = '';
    child.stderr?.on('data', (bytes: Buffer) => (complaint = (complaint + bytes.toString('utf8')).slice(-2000)));
    child.on('message', (message) => hear(started, message as FromHost));
    child.on('error', () => {}); // an exit follows
    child.once('exit', (code, signal) => {
      hosts.delete(started);
      clearTimeout(started.end);
      started.problem = 'the WebAssembly sandbox is starting again';
      for (const { steps } of started.runs.values()) steps.failed(new Error('the WebAssembly sandbox ended'));
      started.runs.clear();
      if (closed || started.isRetired) return;
      if (!started.isReady && ++failedStarts === STARTS_MAX) return deps.giveUp(cannotStart(complaint));
      log.error({ code, signal, complaint }, 'the WebAssembly sandbox ended; starting it again');
      restart = setTimeout(() => (host = startHost(started.isReady ? undefined : started)), RESTART_MS);
    });
    return started;
  }

  function hear(from: Host, message: FromHost): void {
    if (message.type === 'said') return log.info(message.text);
    if (message.type === 'problem') return hearProblem(from, message);
    if (message.type === 'version') return hearVersion(from, message);
    const { id } = message;
    const run = from.runs.get(id);
    if (!run) return;
    if (message.type === 'output') return run.steps.output(message.stream, message.bytes);
    if (message.type === 'took') return run.steps.took(message.bytes);
    if (message.type === 'waiting') return run.steps.waits(message.seen + 1);
    if (message.type === 'limited') {
      const { limitMs, step } = message;
      run.outer = setTimeout(
        () => leave(from, id, limitMs, step),
        mostWallMs(limitMs) + run.sessionMs + OUTER_SLACK_MS,
      );
      return;
    }
    clearTimeout(run.outer);
    if (message.type === 'ended') return run.steps.ended(message.outcome);
    if (message.type === 'artifacts') return run.steps.left(toArtifacts(message.left));
    forget(from, id);
    if (message.type === 'done') run.steps.done();
    else run.steps.failed(new Error(message.message));
  }

  function hearProblem(from: Host, { ids: of, text }: Extract<FromHost, { type: 'problem' }>): void {
    if (text) log.warn(text);
    for (const id of of) from.languages.set(id, text);
  }

  function hearVersion(from: Host, { ids: of, text }: Extract<FromHost, { type: 'version' }>): void {
    from.isReady = true;
    failedStarts = 0;
    for (const id of of) {
      versions.set(id, text);
      from.languages.set(id, null);
    }
  }

  /** A program cannot be stopped: its run is over, and its host takes no more, but what else runs in there may end. */
  function leave(stuck: Host, id: number, ms: number, step: Outcome['step']): void {
    const run = stuck.runs.get(id);
    if (!run) return;
    if (!stuck.isRetired) retire(stuck);
    forget(stuck, id);
    run.steps.ended({ kind: 'killed', by: 'time', step, usage: { ...NOTHING_KNOWN, wallMs: ms } });
    run.steps.done();
  }

  function retire(stuck: Host): void {
    log.warn('a program in the WebAssembly sandbox cannot be stopped; starting another sandbox beside it');
    stuck.isRetired = true;
    stuck.end = setTimeout(() => void killed(stuck.child), longestMs(limits) + OUTER_SLACK_MS);
    const [oldest, ...others] = [...hosts].filter(({ isRetired }) => isRetired);
    if (oldest && others.length >= RETIRED_MAX) void killed(oldest.child);
    host = startHost();
  }

  function forget(of: Host, id: number): void {
    clearTimeout(of.runs.get(id)?.outer);
    of.runs.delete(id);
    if (of.isRetired && of.runs.size === 0) void killed(of.child);
  }
}

/** A child process and what runs in it. */
interface Host {
  readonly child: ChildProcess;
  /** By its id, why a language cannot be run now; null when it can. */
  readonly languages: Map<string, string | null>;
  readonly runs: Map<number, { readonly steps: Steps; readonly sessionMs: number; outer?: NodeJS.Timeout }>;
  /** Why it runs nothing. */
  problem: string | null;
  /** It has run something. */
  isReady: boolean;
  /** It takes no further runs. */
  isRetired: boolean;
  end?: NodeJS.Timeout;
}

/**
 * An interpreter takes a moment, and programs wait for it, unless it failed in the host before: what was wrong then is said
 * until it has run. A compiler takes longer, unless nobody has asked for it.
 */
function firstState(language: HostLanguage, { warm }: HostOptions, failed?: Host): string | null {
  if ('interpreter' in language) return failed?.languages.get(language.id) ?? null;
  return warm.program > 0 ? `${language.name} ${STARTING}` : null;
}

const NO_LANGUAGE = 'no language can be run in WebAssembly';
const NOTHING_KNOWN = {
  stalledMs: null,
  cpuMs: null,
  memoryPeakBytes: null,
  stdoutTruncated: false,
  stderrTruncated: false,
} as const;

function tell({ child }: Host, message: ToHost): void {
  if (child.connected) child.send(message);
}

function toArtifacts({ files, leftOut }: Left): Artifacts {
  const good = files.filter(({ name }) => isArtifactName(name));
  return {
    files: good.map(({ name, bytes }) => ({ name, content: Buffer.from(bytes).toString('base64') })),
    leftOut: leftOut + files.length - good.length,
  };
}

function cannotStart(complaint: string): string {
  const lastWords = complaint.trim().split('\n').at(-1);
  const said = lastWords ? `Its last words: ${lastWords}` : 'It said nothing';
  return `The WebAssembly sandbox cannot be started: it ended ${STARTS_MAX} times before it ran anything. ${said}`;
}
