import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { SandboxName } from '../../src/domain/outcome.ts';
import { resultOf } from '../../src/domain/results.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { limits as usual } from '../support/docker-sandbox.ts';
import { runIn, whenReady } from './sandbox.ts';

/** What the first line of a program in test/cases says must be seen of it, as JSON in a comment. */
interface Case {
  /** Why it is there, in a sentence. */
  readonly about: string;
  readonly stdin?: string;
  /** Acceptable ends: `completed`, or status and reason as in `error:compile`. */
  readonly want: readonly string[];
  readonly exit_code?: number;
  readonly signal?: string;
  readonly stdout_is?: string | null;
  readonly stdout_has?: string | readonly string[] | null;
  readonly stderr_is?: string | null;
  readonly stderr_has?: string | readonly string[] | null;
  /** What stderr, or neither stream, may show: a pattern. */
  readonly stderr_not?: string;
  readonly any_not?: string;
  /** This much of stdout is told long before the end. */
  readonly live?: string;
  /** What is otherwise in WebAssembly; null when the program has no place there. */
  readonly wasm?: Partial<Case> | null;
}

/** Limits that leave time to a slow machine: the programs are small. */
export const caseLimits: Limits = { ...usual, timeMs: 20_000, compileMs: 40_000 };
/** Each live program goes on for two seconds after what must be told at once. */
const LIVE_MS = 500;
const FOLDER = new URL('../cases/', import.meta.url);

/** Runs every program of test/cases in a sandbox with `caseLimits`. */
export function describeCases(name: string, kind: SandboxName, make: () => Promise<Sandbox>): void {
  describe(`programs that run elsewhere, in ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await make();
      await whenReady(sandbox);
    }, 600_000);
    afterAll(() => sandbox.close());

    it.each(casesFor(kind))(
      '$file: $see.about',
      async ({ file, code, see }) => {
        const started = performance.now();
        const ran = await runIn(sandbox, extname(file).slice(1).replace('py', 'python'), code, see.stdin);
        const took = performance.now() - started;
        const { status, reason, exitCode, signal } = resultOf(ran.steps, caseLimits);
        const end = reason === null ? status : `${status}:${reason}`;
        expect(see.want, `its end; stderr: ${ran.stderr}`).toContain(end);
        if (see.exit_code !== undefined) expect(exitCode).toBe(see.exit_code);
        if (see.signal !== undefined) expect(signal).toBe(see.signal);
        if (typeof see.stdout_is === 'string') expect(ran.stdout).toBe(see.stdout_is);
        if (typeof see.stderr_is === 'string') expect(ran.stderr).toBe(see.stderr_is);
        for (const text of [see.stdout_has ?? []].flat()) expect(ran.stdout).toContain(text);
        for (const text of [see.stderr_has ?? []].flat()) expect(ran.stderr).toContain(text);
        if (see.stderr_not !== undefined) expect(ran.stderr).not.toMatch(new RegExp(see.stderr_not));
        if (see.any_not !== undefined) expect(ran.stdout + ran.stderr).not.toMatch(new RegExp(see.any_not));
        if (see.live !== undefined) {
          const told = ran.events.find(({ stream, text }) => stream === 'stdout' && text.includes(see.live!));
          expect(took - (told?.at ?? Infinity)).toBeGreaterThan(LIVE_MS);
        }
      },
      120_000,
    );
  });
}

function casesFor(kind: SandboxName): { file: string; code: string; see: Case }[] {
  return readdirSync(FOLDER).flatMap((file) => {
    const code = readFileSync(new URL(file, FOLDER), 'utf8');
    const { wasm, ...see } = JSON.parse(/^(?:\/\/|#) (\{.*\})$/m.exec(code)![1]!) as Case;
    if (kind === 'docker') return [{ file, code, see }];
    return wasm === null ? [] : [{ file, code, see: { ...see, ...wasm } }];
  });
}
