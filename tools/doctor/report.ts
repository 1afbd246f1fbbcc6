import type { LanguageInfo } from '../client.ts';
import type { Target } from './cases/case.ts';
import type { Miss } from './findings.ts';

/** The result of one case. */
export interface Examined {
  readonly class: string;
  readonly does: string;
  readonly language: string;
  /** The id of the submission; null when there was none. */
  readonly id: string | null;
  readonly ended: string | null;
  readonly ms: number | null;
  /** Empty when the run was as expected. */
  readonly misses: readonly Miss[];
}

export interface Report {
  readonly url: string;
  readonly sandbox: 'docker' | 'wasm';
  readonly target: Target;
  readonly cases: readonly Examined[];
  /** Cases that were skipped, in languages that the engine does not offer. */
  readonly leftOut: readonly { readonly language: string; readonly cases: number }[];
  readonly missed: number;
  readonly seconds: number;
}

/** The report for a terminal: a line for each class, and one for each difference. */
export function reportOf(report: Report, languages: readonly LanguageInfo[]): string {
  const { url, sandbox, cases, leftOut, missed, seconds } = report;
  const versions = languages.map(({ name, version }) => `${name}: ${version}`).join(', ');
  const lines = [...new Set(cases.map((row) => row.class))].flatMap((of) => {
    const rows = cases.filter((row) => row.class === of);
    const good = rows.filter(({ misses }) => misses.length === 0).length;
    const mark = good === rows.length ? 'ok  ' : 'MISS';
    return [`  ${mark} ${of.padEnd(12)}${`${good}/${rows.length}`.padStart(6)}`, ...rows.flatMap(missLines)];
  });
  const total = cases.length - missed;
  return [
    `CodeEngine at ${url}: ${sandbox} sandbox, ${versions}`,
    '',
    ...lines,
    ...leftOut.map(
      ({ language, cases: count }) => `  skipped: ${count} in ${language}, which the engine does not offer`,
    ),
    '',
    missed === 0
      ? `All ${total} cases are as they must be (${seconds} s).`
      : `${total} of ${cases.length} cases are as they must be, ${missed === 1 ? '1 is' : `${missed} are`} not (${seconds} s).`,
  ].join('\n');
}

function missLines({ does, language, id, misses }: Examined): string[] {
  return misses.map(
    ({ what, expected, seen }) =>
      `         ${language} that ${does}: ${what}: expected ${expected}, saw ${seen}${id ? ` [${id}]` : ''}`,
  );
}
