import { setTimeout as sleep } from 'node:timers/promises';
import type { Limits, Outcome, OutputEvent } from '../../src/domain.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export const limits: Limits = {
  timeMs: 7000,
  compileMs: 10_000,
  memoryBytes: 256 * 1024 * 1024,
  outputBytes: 1024 * 1024,
  processes: 64,
};

const used = {
  compileMs: null,
  runMs: 12,
  cpuMs: 9,
  memoryPeakBytes: 1024,
  stdoutTruncated: false,
  stderrTruncated: false,
};

export interface ScriptedSandbox extends Sandbox {
  /** The programs it was given, and how many of them run now. */
  readonly started: string[];
  active(): number;
}

/**
 * A sandbox whose programs are scripts for tests of everything around it, one word a line: `say TEXT`, `warn TEXT`,
 * `compile TEXT` (a warning of the compiler), `sleep MS`, `exit CODE`, `overtime`, `break` (the sandbox itself fails).
 */
export function createScriptedSandbox(): ScriptedSandbox {
  const started: string[] = [];
  let active = 0;
  return {
    name: 'docker',
    started,
    active: () => active,
    async *run({ code, input }, signal): AsyncGenerator<OutputEvent, Outcome, void> {
      started.push(code);
      active += 1;
      try {
        for (const line of code.split('\n')) {
          const [word, rest = ''] = line.split(/ (.*)/s);
          if (word === 'say') yield { type: 'output', stream: 'stdout', text: `${rest}\n` };
          if (word === 'compile') yield { type: 'output', stream: 'compiler', text: `${rest}\n` };
          if (word === 'warn') yield { type: 'output', stream: 'stderr', text: `${rest}\n` };
          if (word === 'echo') yield { type: 'output', stream: 'stdout', text: input };
          if (word === 'sleep') await sleep(Number(rest), undefined, { signal });
          if (word === 'exit') return { ...used, kind: 'exited', phase: 'run', exitCode: Number(rest) };
          if (word === 'overtime') return { ...used, kind: 'killed', phase: 'run', by: 'time' };
          if (word === 'break') throw new Error('the sandbox is broken');
        }
        return {
          ...used,
          kind: 'exited',
          phase: 'run',
          exitCode: 0,
          ...(code.includes('compile ') && { compileMs: 5 }),
        };
      } finally {
        active -= 1;
      }
    },
    check: async () => {},
    versions: () => ({ python: 'Script 1.0' }),
    close: async () => {},
  };
}
