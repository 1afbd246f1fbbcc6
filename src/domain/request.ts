import type { Limits } from './limits.ts';
import type { TestPlan } from './tests.ts';

/** A file that a program consists of. `name` is relative, with `/` between folders. */
export interface SourceFile {
  readonly name: string;
  /** Text, or base64 where `encoding` says so, because a request travels as JSON. */
  readonly content: string;
  readonly encoding?: 'base64';
}

/** One run of the program. */
export interface RunRequest {
  readonly stdin: string;
  readonly args: readonly string[];
  /** Limits that are narrower than the submission's own. */
  readonly limits?: Partial<Limits>;
}

/** A submission as it was requested, checked and complete. */
export interface SubmissionRequest {
  /** The id of a language, not an alias. */
  readonly language: string;
  /** At least one; the first is the main file. */
  readonly files: readonly SourceFile[];
  readonly compilerArgs: readonly string[];
  /** One for an ordinary submission, otherwise one for each test. */
  readonly runs: readonly RunRequest[];
  /** Limits that are narrower than the engine's own. */
  readonly limits: Partial<Limits>;
  /** Without tests the program runs once, and its output is its story. */
  readonly tests?: TestPlan;
  /** The files that the program leaves in its folder are part of its story. */
  readonly artifacts?: true;
  /** Stdin stays open after the input with which the run begins, so that more can be sent while the program runs. */
  readonly interactive?: true;
}

/** What travels through the queue: everything that a worker needs. */
export interface Job {
  readonly id: string;
  readonly request: SubmissionRequest;
  readonly submittedAt: string;
}

export function bytesOf({ content, encoding }: SourceFile): Buffer {
  return Buffer.from(content, encoding ?? 'utf8');
}

/** The main file's text. */
export function mainSourceOf({ files }: Pick<SubmissionRequest, 'files'>): string {
  return bytesOf(files[0]!).toString('utf8');
}

/** About how much memory a request takes, in characters. */
export function requestSizeOf({ files, runs, tests }: SubmissionRequest): number {
  const texts = [
    ...files.map(({ content }) => content),
    ...runs.map(({ stdin }) => stdin),
    ...(tests?.tests ?? []).map(({ expected }) => expected ?? ''),
  ];
  return texts.reduce((sum, { length }) => sum + length, 0);
}
