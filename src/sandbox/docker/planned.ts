import type { Limits } from '../../domain/limits.ts';
import type { Language } from '../../languages.ts';
import type { Program } from '../sandbox.ts';
import { asMade, type ContainerLimits } from './options.ts';
import { environmentFrame, liveFrame, nextRunFrame, runFrame, stdinFrames } from './frames.ts';
import { startOf } from './run.ts';

/** Input up to this size goes to the agent while the run before it is at work: its memory counts as that run's. */
const AHEAD_MAX_BYTES = 64 * 1024;

/** A run of a program, as its container and the agent in it are told of it. */
export interface PlannedRun {
  readonly timeMs: number;
  /** What the container has to keep of the run's limits. */
  readonly wanted: ContainerLimits;
  /** Whether the agent may have it before the run before it has ended. */
  readonly mayWait: boolean;
  /** Starts it in the folders as they are. */
  frames(): Buffer;
  /** Starts it after the run before it, of which nothing stays. */
  nextFrames(): Buffer;
}

/** `goesOn`: what is prepared in the container runs it. */
export function planRun(
  { language, files, runs, live, ...program }: Program,
  n: number,
  { limits, goesOn }: { limits: Limits; goesOn: boolean },
): PlannedRun {
  const { stdin, limits: narrower } = runs[n]!;
  const own = { ...limits, ...program.limits, ...narrower };
  const { argv, piped } = startOf(language, files, runs[n]!, goesOn);
  return {
    timeMs: own.timeMs,
    wanted: wantedOf(own, limits, piped),
    mayWait: Buffer.byteLength(stdin) <= AHEAD_MAX_BYTES,
    frames() {
      const input = live
        ? [interactiveEnvironment(language), stdinFrames(stdin), liveFrame(own.idleMs)]
        : [stdinFrames(stdin, piped)];
      return Buffer.concat([...input, runFrame(own, argv)]);
    },
    nextFrames: () => Buffer.concat([stdinFrames(stdin, piped), nextRunFrame(own, argv)]),
  };
}

/** With so few processes nobody brings the source while the program runs (it is not prepared), but somebody its stdin. */
function wantedOf({ memoryBytes, processes }: Limits, limits: Limits, piped: boolean): ContainerLimits {
  const isNarrower = processes < limits.processes;
  return { memoryBytes, pids: isNarrower ? processes + (piped ? 2 : 1) : asMade(limits).pids };
}

function interactiveEnvironment({ docker }: Language): Buffer {
  return environmentFrame({ ...docker?.env, ...docker?.interactiveEnv });
}
