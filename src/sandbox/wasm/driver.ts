import type { Logger } from 'pino';
import type { Limits } from '../../domain/limits.ts';
import { bytesOf } from '../../domain/request.ts';
import type { Languages } from '../../languages.ts';
import type { Message } from '../../inbox/inbox.ts';
import type { Program, Sandbox } from '../sandbox.ts';
import { createHosts } from './hosts.ts';
import type { HostProgram } from './messages.ts';
import { hostOptions } from './options.ts';

/** Runs programs as WebAssembly, each in a thread of its own, in a child process. Needs nothing but Node. */
export function createWasmSandbox(deps: {
  /** Languages without a `wasm` part do not run here. */
  languages: Languages;
  limits: Limits;
  /** How many threads wait for programs: for each interpreted language, and for compiled programs. */
  warm: { readonly interpreter: number; readonly program: number };
  /** How many programs run at once, at most. */
  lanes: number;
  /** The folder for what is made once: precompiled headers. */
  cache: string;
  /** How many bytes of compiled programs are kept, for programs that are submitted again. */
  compileCacheBytes: number;
  log: Logger;
  /** Called when no program will ever run, with the reason in a sentence. */
  giveUp(reason: string): void;
}): Sandbox {
  const { limits, log } = deps;
  const giveUp = (reason: string) => deps.giveUp(reason);
  const hosts = createHosts({ options: hostOptions(deps), limits, log, giveUp });

  return {
    name: 'wasm',

    async *run(program, signal) {
      signal.throwIfAborted();
      const { steps, send, kill, forget } = hosts.start(hostProgram(program, limits));
      signal.addEventListener('abort', kill);
      void passOn(program.live, send);
      try {
        yield* steps.events(program.language.outOfMemory);
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        signal.removeEventListener('abort', kill);
        forget();
      }
    },

    async check() {
      const problem = hosts.problem();
      if (problem) throw new Error(problem);
    },

    ready: () => hosts.ready(),
    versions: () => hosts.versions(),
    tellsWaiting: () => true,
    close: () => hosts.close(),
  };
}

/** Sends the messages on until the run has ended: no further one comes then. */
async function passOn(live: Program['live'], send: (message: Message) => void): Promise<void> {
  for await (const message of live ?? []) send(message);
}

function hostProgram(
  { language, files, compilerArgs, runs, limits: narrower, artifacts, live }: Program,
  limits: Limits,
): HostProgram {
  return {
    language: language.id,
    files: files.map((file) => ({ name: file.name, bytes: bytesOf(file) })),
    compilerArgs,
    runs,
    artifacts: artifacts ?? false,
    interactive: live !== undefined,
    limits: { ...limits, ...narrower },
  };
}
