import { mostWallMs } from '../../src/domain/limits.ts';
import type { Ran } from '../client.ts';
import type { Expected, Target } from './cases/case.ts';

/** The time allowed in addition to the limits, to make a sandbox and for a slow machine. */
const SLACK_MS = 15_000;
const QUOTE = 160;

/** A difference between a run and its expected result. */
export interface Miss {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
}

/** Compares a run with the expectations of its case, and with those for every run. */
export function missesOf(see: Expected, { record, streamed }: Ran, at: Target): Miss[] {
  const misses: Miss[] = [];
  const miss = (what: string, expected: string, seen: string) => void misses.push({ what, expected, seen });
  const { stdout, stderr } = { stdout: record.stdout ?? '', stderr: record.stderr ?? '' };
  const ended = endOf(record);
  const ends = typeof see.ends === 'string' ? [see.ends] : see.ends;
  if (!ends.some((end) => ended === end || ended.startsWith(`${end} `))) {
    miss('it ends with', ends.join(' or '), `${ended} (${record.message ?? record.status})${stderrOf(stderr)}`);
  }
  for (const [name, text, expected] of [
    ['stdout', stdout, see.stdout],
    ['stderr', stderr, see.stderr],
  ] as const) {
    if (expected !== undefined && !matches(text, expected)) miss(name, shown(expected), quoted(text));
    if (see.never?.test(text)) miss(name, `nothing like ${see.never}`, quoted(see.never.exec(text)![0]));
    if (streamed[name] !== text) {
      miss(`${name} as it was streamed`, `what the record has, ${text.length} characters`, quoted(streamed[name]));
    }
    if (Buffer.byteLength(text.replaceAll('\uFFFD', '?')) > at.outputBytes) {
      miss(name, `${at.outputBytes} bytes at the most`, `${Buffer.byteLength(text)}`);
    }
  }
  const took = (record.execution_time_ms ?? 0) + (record.compile_time_ms ?? 0);
  const within = (see.withinMs ?? Infinity) * at.patience;
  if (took > within) {
    miss('its time', `${Math.round(within)} ms at the most`, `${Math.round(took)} ms`);
  }
  const wall = Date.parse(record.finished_at ?? '') - Date.parse(record.started_at ?? '');
  const atMost = mostWallMs(at.timeMs + at.compileMs) + SLACK_MS * at.patience;
  if (!(wall <= atMost)) {
    miss('the time of the whole run', `${atMost} ms at the most`, `${wall} ms`);
  }
  return misses;
}

/** The end of a run in short: `completed`, `time`, `exit 3`, `signal SIGSEGV`. */
export function endOf({ status, reason, exit_code, signal }: Ran['record']): string {
  if (status === 'completed') return 'completed';
  if (reason === 'exit') return `exit ${exit_code}`;
  if (reason === 'signal') return `signal ${signal}`;
  return reason ?? status;
}

function matches(text: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? text === expected : expected.test(text);
}

function shown(expected: string | RegExp): string {
  return typeof expected === 'string' ? quoted(expected) : `like ${expected}`.slice(0, QUOTE);
}

/** Text with control characters escaped, so that a terminal shows them. */
export function quoted(text: string): string {
  const escaped = JSON.stringify(text.slice(0, QUOTE)).replace(
    /[^\x20-\x7e\xa1-\u024f]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > QUOTE ? `${escaped} … (${text.length} characters)` : escaped;
}

function stderrOf(stderr: string): string {
  return stderr ? `, stderr ${quoted(stderr.slice(-QUOTE))}` : '';
}
