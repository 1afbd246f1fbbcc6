import { isDeepStrictEqual } from 'node:util';
import type { RunEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import { isSuccess } from '../../domain/outcome.ts';
import { bytesOf } from '../../domain/request.ts';
import type { CompileCache } from '../compile-cache.ts';
import type { Program } from '../sandbox.ts';
import { readArtifacts } from './artifacts.ts';
import { compilerMemory, type CompilerMemory } from './compile.ts';
import type { GuestContainer } from './container.ts';
import { compileOnce } from './made.ts';
import { asMade, type ContainerLimits } from './options.ts';
import { outcomeOf } from './outcome.ts';
import { endFor, follow, type ForcedEnd } from './phase.ts';
import { planRun, type PlannedRun } from './planned.ts';
import { cleanFrame, filesFrames, keepFrame, messageFrame } from './frames.ts';
import { mayStayLarge, runsPrepared, suitsPrepared } from './run.ts';
import { createTyped, type Typed } from './typed.ts';

/** The time to empty the folders after a run, which takes milliseconds, for full ones as well. */
const CLEAN_MS = 10_000;

/**
 * Compiles a program in a container of its language, then does its runs from the number `from` on; yields the compile
 * of the first container only. Returns the number of the first run that needs another container, because the run before
 * it broke this one or left something behind.
 */
export async function* runProgram(
  container: GuestContainer,
  program: Program,
  deps: { limits: Limits; image: string; cache: CompileCache },
  from: number,
): AsyncGenerator<RunEvent, number, void> {
  const { language, runs, live } = program;
  const { limits } = deps;
  const memory = compilerMemory(container, limits.memoryBytes);
  const put = yield* putProgram(container, program, { ...deps, memory }, from);
  if (!put) return runs.length;
  const { goesOn } = put;
  if (runs.length > 1 || program.artifacts) container.send(keepFrame());
  let has: ContainerLimits = asMade(limits);
  let isSent = false; // the run was sent ahead, while the run before was at work
  for (let n = from, next = plan(n); n < runs.length; n++) {
    const run = next!;
    const end: ForcedEnd = {};
    const isSame = isDeepStrictEqual(run.wanted, has);
    if (n > from && isSame) {
      if (!isSent) container.send(run.nextFrames());
      if (!(await isClean(container))) return n;
    } else {
      if (n > from) container.send(cleanFrame());
      if (n > from && !(await isClean(container))) return n;
      const given = n > from ? container.limit(run.wanted) : memory.takeBack(isSame ? undefined : run.wanted);
      const settled = given.catch(() => end.over || endFor(container, end, 'memory'));
      if (!isSame) await settled; // else the memory is taken back while the program starts
      has = run.wanted;
      container.send(run.frames());
    }
    next = plan(n + 1);
    isSent = next !== undefined && next.mayWait && isDeepStrictEqual(next.wanted, has);
    if (isSent) container.send(next!.nextFrames());
    await put.taken;
    const typed = live && createTyped(runs[n]!.stdin);
    if (live && typed) void passOn(live, typed, container);
    const result = yield* follow(container, run.timeMs, end, { language, typed });
    yield { type: 'ended', outcome: outcomeOf(result, { phase: 'run', run: n }) };
  }
  if (program.artifacts) yield { type: 'artifacts', ...(await readArtifacts(container)) };
  return runs.length;

  function plan(n: number): PlannedRun | undefined {
    return n < runs.length ? planRun(program, n, { limits, goesOn }) : undefined;
  }
}

/** How a program was put into its container. */
interface Put {
  /** What has compiled the program, or was prepared for it, goes on to run it. */
  readonly goesOn: boolean;
  /** Awaited before the frames of the run are read. */
  readonly taken?: Promise<unknown>;
}

/**
 * Puts the program into the container, and compiles it where its language is compiled. Returns undefined when it does
 * not compile.
 */
async function* putProgram(
  container: GuestContainer,
  program: Program,
  deps: { limits: Limits; image: string; cache: CompileCache; memory: CompilerMemory },
  from: number,
): AsyncGenerator<RunEvent, Put | undefined, void> {
  const { language, files } = program;
  const { limits } = deps;
  const suits = suitsPrepared(program);
  const goesOn = suits && runsPrepared(program, limits);
  if (!language.docker!.compile) {
    container.send(filesFrames(files.map((file) => ({ name: file.name, bytes: bytesOf(file) }))));
    return { goesOn };
  }
  const prepared = suits && mayStayLarge(program, limits);
  const compiling = compileOnce(container, { ...deps, program, prepared, goesOn });
  let step = await compiling.next();
  for (; !step.done; step = await compiling.next()) if (from === 0) yield step.value;
  const { outcome, taken, isReady } = step.value;
  if (from > 0 && !isSuccess(outcome))
    throw new Error('a program that compiled before does not compile in a second container');
  if (from === 0) yield { type: 'ended', outcome };
  return isSuccess(outcome) ? { goesOn: isReady, taken } : undefined;
}

/** Sends the messages on until the run has ended: no further one comes then. */
async function passOn(live: NonNullable<Program['live']>, typed: Typed, container: GuestContainer): Promise<void> {
  for await (const message of live) {
    typed.add(message);
    container.send(messageFrame(message));
  }
}

/**
 * Waits until the agent has cleaned up after a run. False when the container is gone, or is removed because cleaning up
 * fails.
 */
async function isClean(container: GuestContainer): Promise<boolean> {
  const late = setTimeout(() => void container.dispose(), CLEAN_MS);
  try {
    for await (const { type } of container.frames()) return type === 'c';
    return false;
  } finally {
    clearTimeout(late);
  }
}
