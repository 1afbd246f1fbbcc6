import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { capModule, TooLargeError } from '../module/cap-module.ts';
import { PAGE } from '../module/format.ts';
import { inputOf } from '../wasi/devices.ts';
import { createFiles } from '../wasi/files.ts';
import { openAccount } from './account.ts';
import { hostOf } from './connect.ts';
import { liveInput, start } from './instance.ts';
import { runInterpreter } from './interpreter.ts';
import { LOGIN, putFiles, type RunThreadData, type ThreadJob } from './job.ts';
import { watchWork } from './left.ts';
import { writeTo } from './shared-output.ts';
import { end, say, sayEnded, tellAtEnd } from './to-host.ts';

/**
 * A thread that runs one program, interpreted or compiled, as often as its submission says. Each run has an instance
 * and files of its own. The thread starts before there is a program, and is thrown away after it.
 */

/** The limits of a program's files, which do not count for its memory limit. */
const FILES = { bytes: 64 * 1024 * 1024, nodes: 4096 };
/** More functions than any program calls by address. */
const TABLE_ENTRIES = 65_536;
const FUNCTION_WORK = 10_000_000;
/** The exit code of a shell for a command that cannot be run. */
const CANNOT_RUN = 126;
/**
 * The errors for a module that imports something that does not exist or has another type, and for a file that is no
 * module.
 */
const REFUSALS = [WebAssembly.CompileError, WebAssembly.LinkError, WebAssembly.RuntimeError, TypeError];
const { interpreter, output, go } = workerData as RunThreadData;
const port = parentPort as MessagePort;
const account = openAccount();

if (interpreter) {
  runInterpreter(interpreter.module, interpreter.of, createFiles(FILES), nextJob, await hostOf(interpreter.of));
}
for (;;) runModule(nextJob());

/** Returns when the thread may run the program again. */
function runModule(job: ThreadJob): void {
  const files = createFiles(FILES);
  for (const name of ['tmp', 'work']) files.createFolder(files.root, name);
  putFiles(files, job);
  tellAtEnd(job.artifacts ? watchWork(files) : undefined);
  try {
    const module = moduleOf(job);
    const args = ['./main', ...job.args];
    const stdin = job.live ? liveInput(job.live) : inputOf(job.stdin);
    const ended = start(module, files, stdin, { args, env: LOGIN, preopens: { '/': files.root } });
    return job.runsAgain ? sayEnded({ ...ended, isFree: true }) : end(ended);
  } catch (error) {
    if (error instanceof TooLargeError) return end({ limit: 'memory' });
    if (!REFUSALS.some((refusal) => error instanceof refusal)) throw error;
    const text = `The WebAssembly sandbox cannot run this program: ${(error as Error).message}\n`;
    writeTo(output, 'stderr', new TextEncoder().encode(text), () => say('output'));
    return end({ exitCode: CANNOT_RUN });
  }
}

/**
 * The module with V8's machine code, which is made once for all runs of a submission that have the same memory limit.
 */
function moduleOf({ module, memoryBytes, runsAgain }: ThreadJob): WebAssembly.Module {
  if (module instanceof WebAssembly.Module) return module;
  const cap = {
    pages: Math.floor(memoryBytes / PAGE),
    tableEntries: TABLE_ENTRIES,
    functionWork: FUNCTION_WORK,
    shared: true,
  };
  const made = new WebAssembly.Module(capModule(module!, cap));
  if (runsAgain) say({ module: made });
  return made;
}

/** Blocks until there is a job. */
function nextJob(): ThreadJob {
  say({ account });
  Atomics.wait(go, 0, 0);
  Atomics.store(go, 0, 0);
  return (receiveMessageOnPort(port) as { message: ThreadJob }).message;
}
