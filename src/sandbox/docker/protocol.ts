import { timingSafeEqual } from 'node:crypto';
import { getSystemErrorName } from 'node:util';

/**
 * The frames that the guest agent sends, as docs/guest-protocol.md specifies them; `frames.ts` has those that it gets.
 */

/** A frame in either direction. */
export interface Frame {
  readonly type: string;
  readonly payload: Buffer;
}

/** How a phase ended, as the agent saw it. */
export interface PhaseResult {
  readonly exitCode: number | null;
  readonly signal: number | null;
  readonly limit: 'time' | 'starved' | 'cpu' | 'output' | 'memory' | 'idle' | 'session' | null;
  /** The kernel killed a process of the program for want of memory. */
  readonly outOfMemory: boolean;
  /** The kernel refused the program a process or a thread. */
  readonly forkRefused: boolean;
  /** The process has compiled, and waits to run what it has compiled. */
  readonly hasCompiled: boolean;
  readonly stdoutTruncated: boolean;
  readonly stderrTruncated: boolean;
  readonly wallMs: number;
  /** Null where the kernel does not count it. */
  readonly stalledMs: number | null;
  readonly cpuMs: number;
  /** The largest resident size of any one process of the phase. */
  readonly peakBytes: number;
}

/** The limits, by their numbers in a result. */
const LIMITS = [null, 'time', 'output', 'cpu', 'starved', 'idle', 'session'] as const;
/** Bytes of a frame before its payload: its type, and the length of the payload. */
export const HEADER = 5;
/** The agent sends no larger frame: 64 KiB of output. */
const FRAME_MAX = 64 * 1024;
const RESULT_BYTES = 32;
export const SECRET_BYTES = 16;
/** Stands for an unknown number of microseconds. */
const UNKNOWN = 0xffff_ffff;
/** Cuts bytes into frames, however they arrive. Throws on a length that the agent never sends. */
export function createDecoder(): (bytes: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const frames: Frame[] = [];
    while (rest.length >= HEADER) {
      const length = rest.readUInt32LE(1);
      if (length > FRAME_MAX) throw new Error(`the guest agent announced a frame of ${length} bytes`);
      if (rest.length < HEADER + length) break;
      frames.push({ type: String.fromCharCode(rest[0]!), payload: rest.subarray(HEADER, HEADER + length) });
      rest = rest.subarray(HEADER + length);
    }
    return frames;
  };
}

/** Reads the payload of an n frame: undefined where the secret is wrong; otherwise the failure of a step, or null. */
export function parseReady(payload: Buffer, secret: Buffer): { failure: string | null } | undefined {
  if (payload.length < SECRET_BYTES + 4) return undefined;
  if (!timingSafeEqual(payload.subarray(0, SECRET_BYTES), secret)) return undefined;
  const error = payload.readUInt32LE(SECRET_BYTES);
  const step = payload.toString('utf8', SECRET_BYTES + 4);
  return { failure: error === 0 ? null : `${step}: ${getSystemErrorName(-error)}` };
}

/**
 * The number in a `t` frame (how many bytes of its stdin the program took) or in a `b` frame (how many messages it
 * had).
 */
export function countIn(payload: Buffer): number {
  if (payload.length !== 4) throw new Error(`the guest agent sent a count of ${payload.length} bytes`);
  return payload.readUInt32LE(0);
}

/** Reads the payload of an x frame. */
export function parseResult(payload: Buffer): PhaseResult {
  if (payload.length !== RESULT_BYTES) throw new Error(`the guest agent sent a result of ${payload.length} bytes`);
  const [kind, value = 0, limit, flags = 0] = payload;
  const stalledUs = payload.readUInt32LE(4);
  return {
    exitCode: kind === 0 ? value : null,
    signal: kind === 1 ? value : null,
    limit: LIMITS[limit!] ?? null,
    outOfMemory: (flags & 1) !== 0,
    forkRefused: (flags & 2) !== 0,
    stdoutTruncated: (flags & 4) !== 0,
    stderrTruncated: (flags & 8) !== 0,
    hasCompiled: (flags & 16) !== 0,
    stalledMs: stalledUs === UNKNOWN ? null : milliseconds(BigInt(stalledUs)),
    wallMs: milliseconds(payload.readBigUInt64LE(8)),
    cpuMs: milliseconds(payload.readBigUInt64LE(16)),
    peakBytes: Number(payload.readBigUInt64LE(24)),
  };
}

function milliseconds(us: bigint): number {
  return Math.round(Number(us) / 10) / 100;
}
