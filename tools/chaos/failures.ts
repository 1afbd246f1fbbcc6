import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Stack } from '../stack.ts';

/** Returns a number from 0 to below 1. The same seed gives the same sequence. */
export type Chance = () => number;

/** Causes a failure and repairs it. Resolves with a description. */
export type Failure = (chance: Chance) => Promise<string>;

const KILLED = ['worker', 'worker', 'api', 'redis', 'postgres', 'guard', 'gateway'];
const DISCONNECTED = ['redis', 'postgres', 'worker', 'api'];
/** How long a failure lasts. The longest is longer than every relevant timeout. */
const FAILS_MS = [200, 6000] as const;

/** The failures of a stack: kill -9 of a service, a service without network, and kill -9 of a sandbox. */
export function failuresOf(stack: Stack): readonly Failure[] {
  return [...KILLED.map(kill), ...DISCONNECTED.map(disconnect), killSandbox, killSandbox];

  function kill(service: string): Failure {
    return async (chance) => {
      const id = oneOf(await containersOf(stack, service), chance);
      const ms = between(FAILS_MS, chance);
      await docker('kill', id);
      await sleep(ms);
      await docker('start', id);
      return `kill -9 ${service}, back after ${ms} ms`;
    };
  }

  function disconnect(service: string): Failure {
    return async (chance) => {
      const id = oneOf(await containersOf(stack, service), chance);
      const ms = between(FAILS_MS, chance);
      const network = `${stack.project}_back`;
      await docker('network', 'disconnect', '--force', network, id);
      await sleep(ms);
      await docker('network', 'connect', '--alias', service, network, id);
      return `no network to ${service} for ${ms} ms`;
    };
  }

  async function killSandbox(chance: Chance): Promise<string> {
    const ids = await sandboxesOf(stack);
    if (ids.length === 0) return 'no sandbox to kill';
    await docker('kill', oneOf(ids, chance)).catch(() => {}); // the sandbox has ended by itself
    return 'kill -9 a sandbox';
  }
}

export async function containersOf(stack: Stack, service: string): Promise<string[]> {
  return lines(await stack.compose('ps', '--all', '--quiet', service));
}

/** The sandboxes that the stack's workers have made, in any state. */
export async function sandboxesOf(stack: Stack): Promise<string[]> {
  const workers = await containersOf(stack, 'worker');
  const filters = workers.map((id) => ['--filter', `label=codeengine.engine=${id.slice(0, 12)}`]);
  const found = await Promise.all(filters.map((filter) => docker('ps', '--all', '--quiet', '--no-trunc', ...filter)));
  return found.flatMap(lines);
}

export async function docker(...args: string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout;
}

export function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

export function oneOf<T>(things: readonly T[], chance: Chance): T {
  return things[Math.floor(chance() * things.length)]!;
}

export function between([least, most]: readonly [number, number], chance: Chance): number {
  return Math.round(least + chance() * (most - least));
}

/** Mulberry32, a small generator of pseudo-random numbers. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
