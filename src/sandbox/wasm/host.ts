import type { Logger } from 'pino';
import { isArtifactName, type Artifacts } from '../../domain/artifacts.ts';
import { mostWallMs, SESSION_MS } from '../../domain/limits.ts';
import type { Outcome } from '../../domain/outcome.ts';
import type { Message } from '../../inbox/inbox.ts';
import { STARTING } from '../sandbox.ts';
import { forkHost, killed } from './host-process.ts';
import type { FromHost, HostLanguage, HostOptions, HostProgram, ToHost } from './messages.ts';
import { createSteps, type Steps } from './steps.ts';
import type { Left } from './thread/left.ts';

/** A process that holds programs, and what runs in it. */
export interface Host {
  /** By its id, why a language cannot be run now; null when it can. */
  readonly languages: ReadonlyMap<string, string | null>;
  /** Why the process runs nothing; null while it runs. */
  problem(): string | null;
  /** Whether it has run something. */
  isReady(): boolean;
  isRetired(): boolean;
  /** Throws when the process has ended. */
  start(program: HostProgram): Started;
  /** From now on it only finishes what it has begun, within this time. */
  retire(withinMs: number): void;
  /** Resolves when the process is gone. */
  end(): Promise<void>;
}

export interface Started {
  readonly steps: Steps;
  send(message: Message): void;
  kill(): void;
  /** Nobody waits for the program any more: it is killed if it still runs. */
  forget(): void;
}

/**
 * How much later than the process's own limit the outer limit ends a run: a process under ten times its load may need
 * seconds.
 */
export const OUTER_SLACK_MS = 15_000;

export function startHost(deps: {
  options: HostOptions;
  /** The process before, where that ended before it ran anything. */
  failed: Host | undefined;
  log: Logger;
  /** Called with the version of what runs these languages, when that has run something. */
  version(ids: readonly string[], text: string): void;
  /** Called when a program cannot be stopped. Its run is ended after that. */
  stuck(): void;
  /** Called when the process has ended, with the end of what it has written on stderr. */
  ended(code: number | null, signal: NodeJS.Signals | null, stderr: string): void;
}): Host {
  const { options, log } = deps;
  const child = forkHost(options);
  const languages = new Map(options.languages.map((one) => [one.id, firstState(one, options, deps.failed)]));
  const runs = new Map<number, { readonly steps: Steps; readonly sessionMs: number; outer?: NodeJS.Timeout }>();
  let ids = 0;
  let problem: string | null = null;
  let isReady = false;
  let isRetired = false;
  let end: NodeJS.Timeout | undefined;
  let stderr = '';
  child.stderr?.on('data', (bytes: Buffer) => (stderr = (stderr + bytes.toString('utf8')).slice(-2000)));
  child.on('message', (message) => hear(message as FromHost));
  child.on('error', () => {}); // an exit follows
  child.once('exit', (code, signal) => {
    clearTimeout(end);
    problem = 'the WebAssembly sandbox is starting again';
    for (const { steps } of runs.values()) steps.failed(new Error('the WebAssembly sandbox ended'));
    runs.clear();
    deps.ended(code, signal, stderr);
  });

  return {
    languages,
    problem: () => problem,
    isReady: () => isReady,
    isRetired: () => isRetired,
    start(program) {
      if (problem) throw new Error(problem);
      const id = ++ids;
      const steps = createSteps();
      runs.set(id, { steps, sessionMs: program.interactive ? SESSION_MS : 0 });
      const kill = () => tell({ type: 'kill', id });
      tell({ type: 'run', id, program });
      return {
        steps,
        send: (message) => tell({ type: 'input', id, message }),
        kill,
        forget() {
          if (runs.has(id)) kill();
          forget(id);
        },
      };
    },
    retire(withinMs) {
      isRetired = true;
      end = setTimeout(() => void killed(child), withinMs);
    },
    end: () => killed(child),
  };

  function hear(message: FromHost): void {
    if (message.type === 'said') return log.info(message.text);
    if (message.type === 'problem') return hearProblem(message);
    if (message.type === 'version') return hearVersion(message);
    const { id } = message;
    const run = runs.get(id);
    if (!run) return;
    if (message.type === 'output') return run.steps.output(message.stream, message.bytes);
    if (message.type === 'took') return run.steps.took(message.bytes);
    if (message.type === 'waiting') return run.steps.waits(message.seen + 1);
    if (message.type === 'limited') {
      const { limitMs, step } = message;
      run.outer = setTimeout(() => leave(id, limitMs, step), mostWallMs(limitMs) + run.sessionMs + OUTER_SLACK_MS);
      return;
    }
    clearTimeout(run.outer);
    if (message.type === 'ended') return run.steps.ended(message.outcome);
    if (message.type === 'artifacts') return run.steps.left(toArtifacts(message.left));
    forget(id);
    if (message.type === 'done') run.steps.done();
    else run.steps.failed(new Error(message.message));
  }

  function hearProblem({ ids: of, text }: Extract<FromHost, { type: 'problem' }>): void {
    if (text) log.warn(text);
    for (const id of of) languages.set(id, text);
  }

  function hearVersion({ ids: of, text }: Extract<FromHost, { type: 'version' }>): void {
    isReady = true;
    for (const id of of) languages.set(id, null);
    deps.version(of, text);
  }

  /** A program cannot be stopped: its run is over, and the process is retired, so that its other programs may end. */
  function leave(id: number, ms: number, step: Outcome['step']): void {
    const run = runs.get(id);
    if (!run) return;
    deps.stuck();
    forget(id);
    run.steps.ended({ kind: 'killed', by: 'time', step, usage: { ...NOTHING_KNOWN, wallMs: ms } });
    run.steps.done();
  }

  function forget(id: number): void {
    clearTimeout(runs.get(id)?.outer);
    runs.delete(id);
    if (isRetired && runs.size === 0) void killed(child);
  }

  function tell(message: ToHost): void {
    if (child.connected) child.send(message);
  }
}

/**
 * An interpreter takes a moment, and programs wait for it, unless it failed in the process before: the failure is its
 * state until it has run. A compiler takes longer, so it is said to be starting, unless none is kept warm.
 */
function firstState(language: HostLanguage, { warm }: HostOptions, failed: Host | undefined): string | null {
  if ('interpreter' in language) return failed?.languages.get(language.id) ?? null;
  return warm.program > 0 ? `${language.name} ${STARTING}` : null;
}

const NOTHING_KNOWN = {
  stalledMs: null,
  cpuMs: null,
  memoryPeakBytes: null,
  stdoutTruncated: false,
  stderrTruncated: false,
} as const;

function toArtifacts({ files, leftOut }: Left): Artifacts {
  const good = files.filter(({ name }) => isArtifactName(name));
  return {
    files: good.map(({ name, bytes }) => ({ name, content: Buffer.from(bytes).toString('base64') })),
    leftOut: leftOut + files.length - good.length,
  };
}
