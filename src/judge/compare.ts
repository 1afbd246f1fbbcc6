import type { Comparison, Difference } from '../domain/tests.ts';

/** Compares a text that comes in pieces with the expected one. Holds one line of the text at a time. */
export interface Comparator {
  push(text: string): void;
  /** The first difference, once everything was pushed; null when the texts are equal. */
  end(): Difference | null;
}

/** Compares two texts line by line. */
interface Lines {
  /** The next line, without its line break. */
  line(text: string, number: number): Difference | null;
  /** Called after the last line, with its number. */
  end(number: number): Difference | null;
}

/** Most characters that a difference shows of each text, and how many of them before the place. */
const SHOWN = 200;
const SHOWN_BEFORE = 80;

export function createComparator(compare: Comparison, expected: string): Comparator {
  const lines = linesOf(compare, expected);
  let rest = '';
  let number = 0;
  let difference: Difference | null = null;

  return {
    push(text) {
      if (difference) return;
      const pieces = text.split('\n');
      const last = pieces.pop()!;
      for (const piece of pieces) {
        difference = lines.line(rest + piece, ++number);
        rest = '';
        if (difference) return;
      }
      rest += last;
    },
    end() {
      difference ??= lines.line(rest, ++number) ?? lines.end(number);
      return difference;
    },
  };
}

function linesOf(compare: Comparison, expected: string): Lines {
  if (compare === 'exact') return exactLines(expected);
  if (compare === 'trim') return trimmedLines(expected);
  return words(expected, compare === 'tokens' ? (a, b) => a === b : isNear(compare.float));
}

function exactLines(expected: string): Lines {
  const wanted = expected.split('\n').values();
  return {
    line: (got, number) => lineDifference(wanted.next().value, got, number),
    end: (number) => missing(wanted.next().value, number + 1),
  };
}

/** Empty lines count once a line that is not empty follows them. */
function trimmedLines(expected: string): Lines {
  const all = expected.split('\n').map((line) => line.trimEnd());
  const wanted = all.slice(0, all.findLastIndex((line) => line !== '') + 1).values();
  let empty = 0;
  return {
    line(text, number) {
      const got = text.trimEnd();
      if (got === '') return (empty++, null);
      for (; empty > 0; empty--) {
        const difference = lineDifference(wanted.next().value, '', number - empty);
        if (difference) return difference;
      }
      return lineDifference(wanted.next().value, got, number);
    },
    end: (number) => missing(wanted.next().value, number - empty + 1),
  };
}

function words(expected: string, isEqual: (wanted: string, got: string) => boolean): Lines {
  const wanted = expected.matchAll(/\S+/g);
  let column = 1;
  return {
    line(text, number) {
      for (const { 0: got, index } of text.matchAll(/\S+/g)) {
        const word: string | undefined = wanted.next().value?.[0];
        if (word === undefined || !isEqual(word, got)) return shown(number, index + 1, word ?? '', got);
      }
      column = text.length + 1;
      return null;
    },
    end(number) {
      const word: string | undefined = wanted.next().value?.[0];
      return word === undefined ? null : shown(number, column, word, '');
    },
  };
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function isNear({ abs, rel }: { abs: number; rel: number }): (wanted: string, got: string) => boolean {
  return (wanted, got) => {
    if (wanted === got) return true;
    if (!NUMBER.test(wanted) || !NUMBER.test(got)) return false;
    const [a, b] = [Number(wanted), Number(got)];
    return Math.abs(a - b) <= Math.max(abs, rel * Math.abs(a));
  };
}

/** Both lines around the column where they begin to differ; null when they are equal. */
function lineDifference(wanted: string | undefined, got: string, number: number): Difference | null {
  if (wanted === got) return null;
  const expected = wanted ?? '';
  let at = 0;
  while (at < got.length && got[at] === expected[at]) at++;
  const from = Math.max(0, at - SHOWN_BEFORE);
  return shown(number, at + 1, expected.slice(from), got.slice(from));
}

/** The program wrote nothing where a line is expected. */
function missing(wanted: string | undefined, number: number): Difference | null {
  return wanted === undefined ? null : shown(number, 1, wanted, '');
}

function shown(line: number, column: number, expected: string, got: string): Difference {
  return { line, column, expected: expected.slice(0, SHOWN), got: got.slice(0, SHOWN) };
}
