import { isDeepStrictEqual } from 'node:util';
import type { ContainerCreateOptions } from 'dockerode';
import { LEAST, type Limits } from '../../domain/limits.ts';
import { cellProfile } from './cell-profile.ts';

/** The label of every sandbox container, whichever engine made it. */
export const SANDBOX_LABEL = 'codeengine.sandbox';
/**
 * The label with the engine that made a container: the host name of its process, which in the stack is its container.
 */
export const ENGINE_LABEL = 'codeengine.engine';
/** The memory of a long compile. The run after it has its own limit. */
export const COMPILE_MEMORY_BYTES = 512 * 1024 * 1024;
/** An engine starts a container within this time. An older container in one of these states is a leftover. */
export const LEFTOVER_AFTER_MS = 30_000;
export const LEFTOVER_STATES = ['created', 'exited', 'dead'] as const;
const MIB = 1024 * 1024;
/** The agent, and the process that brings the source. */
const AGENT_PROCESSES = 2;
/** The supervisor of a cell, beside the processes of the room. */
export const SUPERVISOR_PROCESSES = 1;

/** The limits of a started container that can be changed. */
export interface ContainerLimits {
  readonly memoryBytes: number;
  /** The processes, with the agent's; unchanged where it is undefined. */
  readonly pids?: number | undefined;
}

/** The limits with which a container is made. */
export function asMade({ memoryBytes, processes }: Limits) {
  return { memoryBytes, pids: processes + AGENT_PROCESSES } satisfies ContainerLimits;
}

/** The body of Docker's update request. */
export function updateOptions({ memoryBytes, pids }: ContainerLimits) {
  return {
    Memory: memoryBytes,
    MemorySwap: memoryBytes,
    ...(pids !== undefined && { PidsLimit: pids }),
  };
}

/**
 * Whether an update gives no more than `limits`, or the memory of a compiler. `cells`: with the processes of a cell.
 */
export function isAllowedUpdate(body: unknown, limits: Limits, cells = false): boolean {
  const { Memory, PidsLimit } = (body ?? {}) as { Memory?: unknown; PidsLimit?: unknown };
  const pids = PidsLimit === undefined ? undefined : Number(PidsLimit);
  const isOurs = isDeepStrictEqual(body, updateOptions({ memoryBytes: Number(Memory), pids }));
  const memoryIsAllowed = isWithin(Memory, LEAST.memoryBytes, limits.memoryBytes) || Memory === COMPILE_MEMORY_BYTES;
  const most = limits.processes + AGENT_PROCESSES + (cells ? SUPERVISOR_PROCESSES : 0);
  return isOurs && memoryIsAllowed && (pids === undefined || isWithin(pids, 2, most));
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

/** The container that an engine asks for. */
export interface ContainerOrder {
  /** The language of the image. */
  readonly language: string;
  readonly image: string;
  readonly engine: string;
  readonly limits: Limits;
  readonly runtime?: string | undefined;
}

/** What a sandbox container may do. `cell`: the container gives each run a room of its own. */
export function containerOptions(
  { language, image, engine, limits, runtime }: ContainerOrder,
  { cell = false } = {},
): ContainerCreateOptions {
  return {
    Image: image,
    Labels: { [SANDBOX_LABEL]: language, [ENGINE_LABEL]: engine },
    Entrypoint: cell ? ['/sandbox/agent', 'cell'] : ['/sandbox/agent'],
    ...(cell && { Hostname: 'sandbox' }), // by another name two runs could see that they share a cell
    User: '0:0', // the agent's user; the agent chooses that of the program, another one in each container
    Tty: false,
    OpenStdin: true,
    StdinOnce: true, // when the engine dies, its attachment ends, and so stdin, the agent and the container
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes, // no swap besides
      MemorySwappiness: 0,
      PidsLimit: limits.processes + AGENT_PROCESSES + (cell ? SUPERVISOR_PROCESSES : 0),
      ReadonlyRootfs: true,
      Tmpfs: {
        '/work': `rw,exec,nosuid,nodev,size=${64 * MIB},nr_inodes=4096,mode=0777`, // the mode of the folder in the image, which older runtimes use
        '/tmp': `rw,noexec,nosuid,nodev,size=${64 * MIB},nr_inodes=1024,mode=1777`,
      },
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID', 'KILL'], // for the agent: to become the program's user, and to kill the program
      SecurityOpt: ['no-new-privileges', ...(cell ? [`seccomp=${cellProfile()}`] : [])], // otherwise Docker's default profile applies
      LogConfig: { Type: 'none', Config: {} }, // output never reaches the host's disk
      IpcMode: 'private',
      ShmSize: 16 * MIB,
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 1024, Hard: 1024 },
        stackLimit(limits),
        { Name: 'memlock', Soft: 65_536, Hard: 65_536 },
      ],
      CpuShares: 512, // half of what the engine gets when both want a processor
      AutoRemove: true,
      Init: false,
      ...(runtime && { Runtime: runtime }),
    },
  };
}

/** Room for deep recursion; endless recursion reaches this limit before the memory limit. A program may raise it. */
function stackLimit({ memoryBytes }: Limits) {
  return { Name: 'stack', Soft: Math.floor(memoryBytes / 4), Hard: -1 };
}
