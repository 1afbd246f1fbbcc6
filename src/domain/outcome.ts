import type { LimitName } from './limits.ts';

export const SANDBOX_NAMES = ['docker', 'wasm'] as const;
/** Which sandbox driver ran a program. */
export type SandboxName = (typeof SANDBOX_NAMES)[number];

/** What a sandbox does with a program: it compiles it once, then runs it, each run by its number from 0. */
export type Step = { readonly phase: 'compile' } | { readonly phase: 'run'; readonly run: number };

/** What a step used, as its sandbox measured it; null where a sandbox cannot measure it. */
export interface Usage {
  /** Wall time in milliseconds, all of it. */
  readonly wallMs: number;
  /** The part of it in which the step was ready to run and no processor was free for it, in milliseconds. */
  readonly stalledMs: number | null;
  readonly cpuMs: number | null;
  readonly memoryPeakBytes: number | null;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
}

/** How a step ended. A program's failure is a value, never an exception. */
export type Ending =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'killed'; readonly by: LimitName };

export type Outcome = Ending & {
  readonly step: Step;
  readonly usage: Usage;
  /** A limit that refused the program something (a fork, an allocation) before it ended by itself. */
  readonly refused?: LimitName;
  /** Nothing was compiled: what an earlier compile of the same program made was there. */
  readonly reused?: true;
};

/** A compile that an earlier one of the same program has done already. */
export const REUSED: Outcome = {
  kind: 'exited',
  exitCode: 0,
  step: { phase: 'compile' },
  usage: {
    wallMs: 0,
    stalledMs: 0,
    cpuMs: 0,
    memoryPeakBytes: null,
    stdoutTruncated: false,
    stderrTruncated: false,
  },
  reused: true,
};

/** The time that a step took itself, in milliseconds: what it would take on a machine without other work. */
export function ownMs({ wallMs, stalledMs }: Usage): number {
  return Math.round((wallMs - (stalledMs ?? 0)) * 100) / 100;
}

/** Whether a compile ended so that its program can be run. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === 'exited' && outcome.exitCode === 0;
}
