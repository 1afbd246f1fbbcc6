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
 * A thread that runs one program: an interpreter's, or a compiled one, as often as its submission says, in an instance
 * and with files of its own each time. It is made ready before there is a program, and thrown away afterwards.
 */

/** A program's files are memory that its own limit does not count. */
const FILES = { bytes: 64 * 1024 * 1024, nodes: 4096 };
/** More than any program has functions that it calls by address. */
const TABLE_ENTRIES = 65_536;
const FUNCTION_WORK = 10_000_000;
/** What a shell answers for what cannot be run. */
const CANNOT_RUN = 126;
/** It imports what is not there, as a type that it is not, or is not even a module. */
const REFUSALS = [WebAssembly.CompileError, WebAssembly.LinkError, WebAssembly.RuntimeError, TypeError];
const { interpreter, output, go } = workerData as RunThreadData;
const port = parentPort as MessagePort;
const account = openAccount();

if (interpreter) {
  runInterpreter(interpreter.module, interpreter.of, createFiles(FILES), nextJob, await hostOf(interpreter.of));
}
for (;;) runModule(nextJob());

/** Comes back when the thread may run the program again. */
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

/** With code of V8's, which is made once for all runs of a submission that may have as much memory. */
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

/** Blocks until there is one. */
function nextJob(): ThreadJob {
  say({ account });
  Atomics.wait(go, 0, 0);
  Atomics.store(go, 0, 0);
  return (receiveMessageOnPort(port) as { message: ThreadJob }).message;
}
