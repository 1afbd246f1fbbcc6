import { randomFillSync } from 'node:crypto';
import { descriptorCalls } from './descriptor-calls.ts';
import { createDescriptors, MAX_DESCRIPTORS } from './descriptors.ts';
import type { Standard } from './devices.ts';
import { E, Failure } from './errno.ts';
import { QuotaError, SealedError, type Device, type Folder } from './entries.ts';
import type { Files } from './files.ts';
import { createMemory } from './memory.ts';
import { pathCalls } from './paths.ts';

/**
 * WASI preview 1 over files in memory: everything that a WebAssembly program can reach outside its own memory. There is
 * no file of the host, no environment and no network; calls for sockets and processes answer that they are not
 * supported. https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
 */

export interface WasiOptions {
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly files: Files;
  /** The folders that the program sees, by the paths under which it sees them. */
  readonly preopens: Readonly<Record<string, Folder>>;
  /** The program's first descriptors. */
  readonly standard: Standard;
  sleep(ms: number): void;
  exit(code: number): never;
  /** Called before this descriptor is closed or gets another file. */
  replaced?(fd: number): void;
  /** Called when the program asks for the attributes of a path, with the path as the program names it. */
  stat?(path: string): void;
}

export interface Wasi {
  readonly imports: WebAssembly.ModuleImports;
  /** The program's memory, once it is instantiated. */
  memory: WebAssembly.Memory;
}

/** The type of a subscription to a descriptor from which the program reads. */
const FD_READ = 1;
/** The largest step, so that no single call takes long. */
const MAX_RANDOM = 1 << 16;

export function createWasi(options: WasiOptions): Wasi {
  const { files, standard, preopens, stat } = options;
  const wasi: Wasi = { memory: new WebAssembly.Memory({ initial: 0 }), imports: {} };
  const memory = createMemory(() => wasi.memory.buffer);
  const { view, bytes, put32, put64, encode, putStrings, putSizes } = memory;
  const args = options.args.map(terminated);
  const env = options.env.map(terminated);
  const descriptors = createDescriptors(files, standard, preopens);
  const calls = {
    ...processCalls(),
    ...descriptorCalls(memory, descriptors, files, options.replaced),
    ...pathCalls(memory, descriptors, files, stat),
  };
  const imports = Object.entries(calls).map(([name, call]) => [name, guarded(call)] as const);
  return Object.assign(wasi, { imports: Object.fromEntries(imports) });

  function processCalls() {
    return {
      args_get: (list: number, text: number) => putStrings(args, list, text),
      args_sizes_get: (count: number, size: number) => putSizes(args, count, size),
      environ_get: (list: number, text: number) => putStrings(env, list, text),
      environ_sizes_get: (count: number, size: number) => putSizes(env, count, size),
      clock_res_get: (_clock: number, at: number) => put64(at, 1000n),
      clock_time_get: (clock: number, _precision: bigint, at: number) => put64(at, time(clock)),
      proc_exit: (code: number) => options.exit(code),
      proc_raise: () => E.nosys,
      sched_yield: () => E.ok,
      random_get: (at: number, length: number) => {
        for (let done = 0; done < length; done += MAX_RANDOM) {
          randomFillSync(bytes(at + done, Math.min(MAX_RANDOM, length - done)));
        }
        return E.ok;
      },
      poll_oneoff: poll,
      sock_accept: () => E.notsup,
      sock_recv: () => E.notsup,
      sock_send: () => E.notsup,
      sock_shutdown: () => E.notsup,
    };
  }

  /** Waits for clocks, and for stdin where more of it may be sent. Files are always ready. */
  function poll(subscriptions: number, events: number, count: number, at: number): number {
    if (count === 0 || count > MAX_DESCRIPTORS) return E.inval;
    let shortest = Infinity;
    let ready = 0;
    let awaited: Device['waits'];
    for (let n = 0; n < count; n++) {
      const from = subscriptions + n * 48;
      const type = view().getUint8(from + 8);
      if (type === 0) shortest = Math.min(shortest, wait(from));
      else if (isReady(from)) ready++;
      else awaited = (descriptors.opened(view().getUint32(from + 16, true)).node as Device).waits;
    }
    if (ready === 0) (awaited?.wait ?? options.sleep)(shortest);
    for (let n = 0; awaited && n < count; n++) if (isReady(subscriptions + n * 48)) ready++;
    let told = 0;
    for (let n = 0; n < count; n++) {
      const from = subscriptions + n * 48;
      const type = view().getUint8(from + 8);
      if (type === 0 ? ready > 0 || wait(from) > shortest : !isReady(from)) continue;
      const to = events + told++ * 32;
      bytes(to, 32).fill(0);
      put64(to, view().getBigUint64(from, true));
      view().setUint8(to + 10, type);
    }
    return put32(at, told);
  }

  /** Whether a subscription to a descriptor is ready. One that is not open is: the call that uses it then fails. */
  function isReady(subscription: number): boolean {
    const type = view().getUint8(subscription + 8);
    if (type !== FD_READ) return type !== 0;
    const target = descriptors.find(view().getUint32(subscription + 16, true));
    return !target || descriptors.isReadable(target.node);
  }

  /** How long a subscription to a clock still waits, in milliseconds. */
  function wait(subscription: number): number {
    const clock = view().getUint32(subscription + 16, true);
    const timeout = view().getBigUint64(subscription + 24, true);
    const absolute = (view().getUint16(subscription + 40, true) & 1) !== 0;
    return Math.max(0, Number(absolute ? timeout - time(clock) : timeout) / 1e6);
  }

  function terminated(value: string): Uint8Array {
    return encode(`${value}\0`);
  }
}

/** Turns the failures of a call into error numbers. An exit, and an error of the engine, are thrown on. */
function guarded(call: (...given: never[]) => number): (...given: never[]) => number {
  return (...given) => {
    try {
      return call(...given);
    } catch (error) {
      if (error instanceof Failure) return error.errno;
      if (error instanceof QuotaError) return E.nospc;
      if (error instanceof SealedError) return E.rofs;
      if (error instanceof RangeError) return E.inval; // an address outside the program's memory
      throw error;
    }
  };
}

function time(clock: number): bigint {
  if (clock === 0) return BigInt(Date.now()) * 1_000_000n;
  return BigInt(Math.round(performance.now() * 1e6));
}
