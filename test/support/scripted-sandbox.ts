import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits } from '../../src/domain/limits.ts';
import type { Artifact } from '../../src/domain/artifacts.ts';
import type { RunEvent } from '../../src/domain/events.ts';
import type { Ending } from '../../src/domain/outcome.ts';
import { mainSourceOf } from '../../src/domain/request.ts';
import type { Message } from '../../src/inbox/inbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { languages } from '../../tools/programs.ts';

export const limits: Limits = {
  timeMs: 7000,
  cpuMs: 28_000,
  compileMs: 10_000,
  testsMs: 600_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 1024 * 1024,
  processes: 64,
  idleMs: 60_000,
};

const usage = {
  wallMs: 15,
  stalledMs: 3,
  cpuMs: 9,
  memoryPeakBytes: 1024,
  stdoutTruncated: false,
  stderrTruncated: false,
};

export interface ScriptedSandbox extends Sandbox {
  /** The programs that were run, and how many of them run now. */
  readonly started: string[];
  active(): number;
  /** Makes a language unavailable for this reason; available again when the reason is undefined. */
  lacks(language: string, why: string | undefined): void;
}

/**
 * A sandbox for tests of the rest of the engine. Its programs are scripts with one command a line:
 * - `say TEXT`, `warn TEXT`: write to stdout, to stderr; `echo`: write stdin; `show`: write the program
 *   without its language, as JSON;
 * - `leave NAME TEXT`: write a file; `compile TEXT`: a warning of the compiler;
 * - `ask`: report a wait for input and read a message; `take`: read a message without a report;
 * - `sleep MS`, `exit CODE`, `exit-input` (with the code that it reads), `overtime` (end at the time limit);
 * - `break`: the sandbox itself fails.
 */
export function createScriptedSandbox(): ScriptedSandbox {
  const started: string[] = [];
  const states = new Map<string, true | string>(languages.all().map(({ id }) => [id, true]));
  let active = 0;
  return {
    name: 'docker',
    started,
    active: () => active,
    async *run(program, signal) {
      const { files, runs, compilerArgs, limits: narrower, artifacts } = program;
      const left: Artifact[] = [];
      const messages = program.live?.[Symbol.asyncIterator]();
      let heard = 0;
      const code = mainSourceOf({ files });
      started.push(code);
      active += 1;
      try {
        for (const run of runs.keys()) yield* script(run);
        if (artifacts) yield { type: 'artifacts', files: left, leftOut: 1 };
      } finally {
        active -= 1;
      }

      async function next(): Promise<Message> {
        const killed = once(signal, 'abort').then(() => Promise.reject(signal.reason as Error));
        killed.catch(() => {});
        return ((await Promise.race([messages!.next(), killed])) as IteratorYieldResult<Message>).value;
      }

      async function* script(run: number): AsyncGenerator<RunEvent, void, void> {
        const ended = (how: Ending) =>
          ({ type: 'ended', outcome: { ...how, step: { phase: 'run', run }, usage } }) as const;
        for (const line of code.split('\n')) {
          const [word, rest = ''] = line.split(/ (.*)/s);
          if (word === 'say') yield { type: 'output', stream: 'stdout', text: `${rest}\n` };
          if (word === 'compile' && run === 0) {
            yield { type: 'output', stream: 'compiler', text: `${rest}\n` };
            const compiled = { kind: 'exited', exitCode: 0, step: { phase: 'compile' }, usage } as const;
            yield { type: 'ended', outcome: compiled };
          }
          if (word === 'warn') yield { type: 'output', stream: 'stderr', text: `${rest}\n` };
          if (word === 'echo') yield { type: 'output', stream: 'stdout', text: runs[run]!.stdin };
          if (word === 'show') {
            const text = JSON.stringify({ files, runs, compilerArgs, limits: narrower });
            yield { type: 'output', stream: 'stdout', text };
          }
          if (word === 'leave') {
            const [name = '', text = ''] = rest.split(/ (.*)/s);
            left.push({ name, content: Buffer.from(text).toString('base64') });
          }
          if (word === 'sleep') await sleep(Number(rest), undefined, { signal });
          if (word === 'ask') yield { type: 'waiting', since: new Date().toISOString(), n: heard + 1 };
          if (word === 'ask' || word === 'take') {
            const { text } = await next();
            heard += 1;
            yield { type: 'input', text };
          }
          if (word === 'exit-input') return yield ended({ kind: 'exited', exitCode: Number(runs[run]!.stdin) });
          if (word === 'exit') return yield ended({ kind: 'exited', exitCode: Number(rest) });
          if (word === 'overtime') return yield ended({ kind: 'killed', by: 'time' });
          if (word === 'break') throw new Error('the sandbox is broken');
        }
        yield ended({ kind: 'exited', exitCode: 0 });
      }
    },
    check: async () => {},
    lacks: (language, why) => void states.set(language, why ?? true),
    ready: () => states,
    tellsWaiting: () => true,
    versions: () => ({ python: 'Script 1.0' }),
    close: async () => {},
  };
}
