import { isDeepStrictEqual } from 'node:util';
import type { ContainerCreateOptions } from 'dockerode';
import { LEAST, type Limits } from '../../domain/limits.ts';
import { cellProfile } from './cell-profile.ts';

/** Every container of a sandbox carries it, whoever made it. */
export const SANDBOX_LABEL = 'codeengine.sandbox';
/** Whose it is: the host name of the process that made it, which in the stack is its container. */
export const ENGINE_LABEL = 'codeengine.engine';
/** What the compiler of a heavy program may have; its run keeps its own limit. */
export const COMPILE_MEMORY_BYTES = 512 * 1024 * 1024;
/** A container in an engine's hands is started within this time; an older one that is in such a state is a leftover. */
export const LEFTOVER_AFTER_MS = 30_000;
export const LEFTOVER_STATES = ['created', 'exited', 'dead'] as const;
const MIB = 1024 * 1024;
/** The agent itself, and the process that brings the source. */
const AGENT_PROCESSES = 2;
/** That of a cell, beside those of the room. */
export const SUPERVISOR_PROCESSES = 1;

/** What of a started container can be changed. */
export interface ContainerLimits {
  readonly memoryBytes: number;
  /** Of the agent as well; left as they are where it is undefined. */
  readonly pids?: number | undefined;
}

/** What a container is made with. */
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

/** Whether an update gives no more than `limits`, or the memory that a compiler may have; to a cell where there are some. */
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

/** What an engine needs a container for. */
export interface ContainerOrder {
  /** Whose image it is. */
  readonly language: string;
  readonly image: string;
  readonly engine: string;
  readonly limits: Limits;
  readonly runtime?: string | undefined;
}

/** What a sandbox container may do, which is little; `cell`: as one that gives each run a room of its own. */
export function containerOptions(
  { language, image, engine, limits, runtime }: ContainerOrder,
  { cell = false } = {},
): ContainerCreateOptions {
  return {
    Image: image,
    Labels: { [SANDBOX_LABEL]: language, [ENGINE_LABEL]: engine },
    Entrypoint: cell ? ['/sandbox/agent', 'cell'] : ['/sandbox/agent'],
    ...(cell && { Hostname: 'sandbox' }), // else two runs could tell by it that they share a cell
    User: '0:0', // the agent's; the program's is drawn by the agent, another in each container
    Tty: false,
    OpenStdin: true,
    StdinOnce: true, // when the engine dies its attachment ends, then stdin, then the agent, then the container
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    NetworkDisabled: true,
    HostConfig: {
      NetworkMode: 'none',
      Memory: limits.memoryBytes,
      MemorySwap: limits.memoryBytes, // no swap beyond it
      MemorySwappiness: 0,
      PidsLimit: limits.processes + AGENT_PROCESSES + (cell ? SUPERVISOR_PROCESSES : 0),
      ReadonlyRootfs: true,
      Tmpfs: {
        '/work': `rw,exec,nosuid,nodev,size=${64 * MIB},nr_inodes=4096,mode=0777`, // as the folder is in the image, which older runtimes go by
        '/tmp': `rw,noexec,nosuid,nodev,size=${64 * MIB},nr_inodes=1024,mode=1777`,
      },
      CapDrop: ['ALL'],
      CapAdd: ['SETUID', 'SETGID', 'KILL'], // the agent's: to become the program's user, and to end it
      SecurityOpt: ['no-new-privileges', ...(cell ? [`seccomp=${cellProfile()}`] : [])], // else the default profile stays
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

/** Deep recursion has room, and endless recursion meets this limit before that of memory. A program may raise it. */
function stackLimit({ memoryBytes }: Limits) {
  return { Name: 'stack', Soft: Math.floor(memoryBytes / 4), Hard: -1 };
}
