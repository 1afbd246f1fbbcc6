import type { OutputEvent } from '../../domain/events.ts';
import type { Limits } from '../../domain/limits.ts';
import { bytesOf } from '../../domain/request.ts';
import { isSuccess, REUSED } from '../../domain/outcome.ts';
import { compileKey, type CompileCache } from '../compile-cache.ts';
import type { Program } from '../sandbox.ts';
import { compile, compileCommand, precompiledSets, type Compiled, type CompilerMemory } from './compile.ts';
import type { GuestContainer } from './container.ts';
import { filesFrames, giveFrame, workFrames } from './frames.ts';

/** The time to read what a compile has made, which takes milliseconds. */
const READ_MS = 10_000;

/**
 * How a compile ended. The agent sends what was compiled before it starts the program, and the program need not wait
 * until that has arrived: `taken` resolves when the container's next frames are the next step's.
 */
export interface CompileEnd extends Compiled {
  readonly taken: Promise<unknown>;
}

/**
 * Puts the compiled program into the container's work folder. Where an earlier compile of the same program has made it,
 * that is used; otherwise the program is compiled, by the compiler that was `prepared` in the container if there is
 * one. What was compiled is read for the cache before the program runs; nothing is kept where the process that has
 * compiled `goesOn` to run the program.
 */
export async function* compileOnce(
  container: GuestContainer,
  {
    image,
    cache,
    prepared,
    goesOn,
    ...given
  }: {
    image: string;
    cache: CompileCache;
    prepared: boolean;
    goesOn: boolean;
    memory: CompilerMemory;
    limits: Limits;
    program: Program;
  },
): AsyncGenerator<OutputEvent, CompileEnd, void> {
  const { program } = given;
  const argv = compileCommand(program, await precompiledSets(program.language));
  const files = program.files.map((file) => ({ name: file.name, bytes: bytesOf(file) }));
  const key = cache.mostBytes > 0 ? compileKey(program.language, [image, ...argv], { ...program, files }) : undefined;
  const made = key === undefined ? undefined : cache.find(key);
  if (made) {
    container.send(workFrames(made.bytes));
    for (const text of made.messages) yield { type: 'output', stream: 'compiler', text };
    return { outcome: REUSED, isReady: false, taken: Promise.resolve() };
  }
  container.send(filesFrames(files));
  const messages: string[] = [];
  const compiling = compile(container, { ...given, argv: prepared ? undefined : argv });
  let step = await compiling.next();
  for (; !step.done; step = await compiling.next()) {
    messages.push(step.value.text);
    yield step.value;
  }
  const { outcome } = step.value;
  const isReady = goesOn && step.value.isReady;
  if (isReady || key === undefined || !isSuccess(outcome)) return { outcome, isReady, taken: Promise.resolve() };
  const taken = readWork(container, cache.mostBytes).then((bytes) => bytes && cache.keep(key, { bytes, messages }));
  taken.catch(() => {}); // it rejects for whoever awaits it
  return { outcome, isReady, taken };
}

/** The content of the work folder; undefined when that is more than `mostBytes`, or the container is gone. */
async function readWork(container: GuestContainer, mostBytes: number): Promise<Buffer | undefined> {
  container.send(giveFrame(mostBytes));
  const late = setTimeout(() => void container.dispose(), READ_MS);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const { type, payload } of container.frames()) {
      if (type !== 'w') throw new Error(`the guest agent sent ${type} instead of what was compiled`);
      if (payload.length === 0) return length > 0 && length <= mostBytes ? Buffer.concat(pieces) : undefined;
      length += payload.length;
      if (length <= mostBytes) pieces.push(payload);
    }
    return undefined;
  } finally {
    clearTimeout(late);
  }
}
