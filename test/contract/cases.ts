import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Limits } from '../../src/domain/limits.ts';
import type { SandboxName } from '../../src/domain/outcome.ts';
import { resultOf } from '../../src/domain/results.ts';
import type { Language } from '../../src/languages.ts';
import type { Program, Sandbox } from '../../src/sandbox/sandbox.ts';
import { limits as usual } from '../../tools/docker-sandbox.ts';
import { forThePage } from '../../src/page-languages.ts';
import { linesOf } from '../support/page-languages.ts';
import { allLanguages, programFor } from '../../tools/programs.ts';
import { runIn, runProgram, whenReady, type Ran } from '../../tools/run-in.ts';

/** The expectations of a program in the folder `cases` of a language: JSON in its first comment. */
interface Case {
  /** The purpose of the case, in a sentence. */
  readonly about: string;
  readonly stdin?: string;
  readonly args?: readonly string[];
  /** Further files: names and contents. */
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  /** Acceptable ends: `completed`, or status and reason as in `error:compile`. */
  readonly want: readonly string[];
  readonly exit_code?: number;
  readonly signal?: string;
  readonly stdout_is?: string | null;
  readonly stdout_has?: string | readonly string[] | null;
  readonly stderr_is?: string | null;
  readonly stderr_has?: string | readonly string[] | null;
  /** Patterns that stderr must match, and that neither stream may match. */
  readonly stderr_not?: string;
  readonly any_not?: string;
  /** The part of stdout that must be sent long before the end. */
  readonly live?: string;
  /** Texts of both streams, which must be sent in this order. */
  readonly order?: readonly string[];
  /** The lines that the page marks, that of the error first, and the lines that become links. */
  readonly marks?: readonly number[] | null;
  readonly links?: readonly number[] | null;
  /** Different expectations in WebAssembly; null when the program is not run there. */
  readonly wasm?: Partial<Case> | null;
}

/** Limits for a slow machine; the programs are small. */
export const caseLimits: Limits = { ...usual, timeMs: 20_000, compileMs: 40_000 };
/** Programs with `live` continue for two seconds after the output that must be sent at once. */
const LIVE_MS = 500;
const CASE_MS = 300_000;
const SLEEPING = /sleep|setTimeout/i;
/** An end that a program reaches without a limit. */
const BY_ITSELF = /^(completed|error:(exit|signal|compile))$/;

/**
 * `simple` programs end by themselves, and it does not matter when their output is sent. The others reach limits or must
 * be live.
 */
type Part = 'simple' | 'others';

/** Runs the cases and the examples of every language of the sandbox, or of `of`, with `caseLimits`. */
export function describeCases(
  name: string,
  kind: SandboxName,
  make: () => Promise<Sandbox>,
  {
    of = allLanguages.all(),
    parts = ['simple', 'others'],
  }: { readonly of?: readonly Language[]; readonly parts?: readonly Part[] } = {},
): void {
  // with containers most time is waiting, so cases run concurrently; in WebAssembly those that sleep
  const waits = (code: string) => kind === 'docker' || SLEEPING.test(code);
  describe(`each language's own cases, in ${name}`, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await make();
    }, 1_800_000);
    afterAll(() => sandbox.close());

    describe.each(of.filter((language) => language[kind]))('$name', (language) => {
      beforeAll(() => whenReady(sandbox, { language: language.id, ms: 1_800_000 }), 1_800_000);
      const cases = casesFor(language, kind).filter(({ see }) => parts.includes(partOf(see)));
      const examples = forThePage(language).examples.filter(({ ends }) =>
        parts.includes(partOf({ want: [ends === undefined ? 'completed' : `error:${ends}`] })),
      );
      for (const [test, suits] of [
        [it.concurrent, waits],
        [it, (code: string) => !waits(code)],
      ] as const) {
        test.each(cases.filter(({ code }) => suits(code)))('$file: $see.about', runCase, CASE_MS);
        test.each(examples.filter(({ code }) => suits(code)))('its example $name ends as the page says', runExample);
      }

      async function runCase({ code, see }: (typeof cases)[number]): Promise<void> {
        const started = performance.now();
        const ran = await runProgram(sandbox, programOf(language, code, see));
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
        if (see.order) expect(textsOf(ran.events)).toEqual(see.order);
        const lines = linesOf({ language, status, reason, stderr: ran.stderr });
        if (see.marks) expect([...lines.marks], ran.stderr).toEqual(see.marks);
        if (see.links) expect([...lines.links], ran.stderr).toEqual(see.links);
        if (see.live !== undefined) {
          const live = ran.events.find(({ stream, text }) => stream === 'stdout' && text.includes(see.live!));
          expect(took - (live?.at ?? Infinity)).toBeGreaterThan(LIVE_MS);
        }
      }

      async function runExample(example: (typeof examples)[number]): Promise<void> {
        const limits = example.ends === 'time' ? { timeMs: 500 } : {};
        const ran = await runIn(sandbox, language.id, example.code, example.input, limits);
        expect(resultOf(ran.steps, { ...caseLimits, ...limits }).reason, ran.stderr).toBe(example.ends ?? null);
      }
    });
  });
}

function partOf({ want, live }: Pick<Case, 'want' | 'live'>): Part {
  return live === undefined && want.every((end) => BY_ITSELF.test(end)) ? 'simple' : 'others';
}

function programOf(
  language: Language,
  code: string,
  { stdin = '', args = [], files = {}, limits = {} }: Case,
): Program {
  const program = programFor(language.id, code);
  const others = Object.entries(files).map(([name, content]) => ({ name, content }));
  return { ...program, files: [...program.files, ...others], runs: [{ stdin, args }], limits };
}

/** The texts of the events. Successive texts of one stream are joined. */
function textsOf(events: Ran['events']): string[] {
  const texts: string[] = [];
  for (const [at, { stream, text }] of events.entries()) {
    if (events[at - 1]?.stream === stream) texts.push(texts.pop()! + text);
    else texts.push(text);
  }
  return texts;
}

/** The cases: files with the main file's extension. Other files belong to a case. */
function casesFor(language: Language, kind: SandboxName): { file: string; code: string; see: Case }[] {
  const folder = join(language.folder, 'cases');
  const files = readdirSync(folder).filter((file) => extname(file) === extname(language.file));
  return files.flatMap((file) => {
    const code = readFileSync(join(folder, file), 'utf8');
    const { wasm, ...see } = expectedOf(code, language.comment ?? '', join(folder, file));
    if (kind === 'docker') return [{ file, code, see }];
    return wasm === null ? [] : [{ file, code, see: { ...see, ...wasm } }];
  });
}

function expectedOf(code: string, comment: string, path: string): Case {
  const start = `${comment} {`;
  const line = code.split('\n').find((text) => text.startsWith(start));
  if (!line) throw new Error(`${path}: no line begins with "${start}", which says what must be seen`);
  return JSON.parse(line.slice(comment.length, line.lastIndexOf('}') + 1)) as Case; // the comment may end on this line
}
