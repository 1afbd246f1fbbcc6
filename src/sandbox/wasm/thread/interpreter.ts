import { readFileSync } from 'node:fs';
import type { WasmInterpreter } from '../../../language-file.ts';
import { HEAP_LIMIT } from '../module/sbrk.ts';
import { inputOf } from '../wasi/devices.ts';
import type { Files } from '../wasi/files.ts';
import type { Host } from './connect.ts';
import { holdAt, liveInput, sleep, start, type OfProgram } from './instance.ts';
import { LOGIN, putFiles, type ThreadJob } from './job.ts';
import { watchWork } from './left.ts';
import { end, tellAtEnd } from './to-host.ts';

/** The file that a prepared interpreter looks up in its own folder when it is ready for a program. */
const PROGRAM = '.program';
const SLEEP = /^\.sleep\/(\d+)$/;
/**
 * How often a program may name its buffer of stdout: at its beginning and at its end. Each time is a message to the
 * host, and a program must not flood the host with messages.
 */
const SAID_MAX = 2;
const STDOUT = /^\.stdout\/(\d+)\/(\d+)$/;

/** Runs an interpreter's program. A prepared interpreter starts first, and waits until its program's files are there. */
export function runInterpreter(
  module: WebAssembly.Module,
  { run, env, files: own, prepared }: WasmInterpreter,
  files: Files,
  nextJob: () => ThreadJob,
  host: Host | undefined,
): never {
  const stdin = inputOf(new Uint8Array(0));
  const [work, tmp, site] = ['work', 'tmp', 'site'].map((name) => files.createFolder(files.root, name));
  for (const [name, file] of Object.entries(own)) files.put(`/site/${name}`, readFileSync(file));
  let limitHeap = (_bytes: number) => {};
  const of: OfProgram & { host: Host | undefined } = {
    host,
    args: run,
    env: [...LOGIN, ...Object.entries(env).map(([name, value]) => `${name}=${value}`)],
    preopens: { '/work': work!, '/tmp': tmp!, '/site': site! },
  };
  if (!prepared) {
    const job = take();
    const words = run.flatMap((word) => (word === '{main}' ? [job.main] : [word]));
    return end(start(module, files, stdin, { ...of, args: [...words, ...job.args] }, (exports) => limit(exports, job)));
  }
  let isAsked = false;
  let said = 0;
  const stat = (path: string) => {
    const [, us] = SLEEP.exec(path) ?? []; // how an interpreter that cannot sleep by itself asks for a sleep
    if (us) sleep(Number(us) / 1000);
    const [, begin, count] = STDOUT.exec(path) ?? []; // how an interpreter says where it holds what it prints
    if (begin && said++ < SAID_MAX) holdAt(Number(begin) > 0 ? { begin: Number(begin), count: Number(count) } : null);
    if (path !== PROGRAM || isAsked) return;
    isAsked = true;
    const { main, args, memoryBytes } = take();
    files.put(`/site/${PROGRAM}`, Buffer.from([main, ...args].map((word) => `${word}\0`).join('')));
    limitHeap(memoryBytes);
  };
  const ready = (exports: Record<string, unknown>) => {
    limitHeap = (memoryBytes) => limit(exports, { memoryBytes });
  };
  return end(start(module, files, stdin, { ...of, stat }, ready));

  function take(): ThreadJob {
    const job = nextJob();
    putFiles(files, job);
    if (job.artifacts) tellAtEnd(watchWork(files));
    Object.assign(stdin, job.live ? liveInput(job.live) : inputOf(job.stdin)); // changed in place: the interpreter may have opened stdin already
    return job;
  }
}

/**
 * The memory of an interpreter's module has a fixed maximum. Where a program may have less, `sbrk` refuses the rest: it
 * reads this limit at each growth of the heap.
 */
function limit(exports: Record<string, unknown>, { memoryBytes }: Pick<ThreadJob, 'memoryBytes'>): void {
  const heapLimit = exports[HEAP_LIMIT] as { value: number } | undefined;
  if (heapLimit) heapLimit.value = memoryBytes;
}
