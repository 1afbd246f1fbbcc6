import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/domain/tests.ts';
import { createComparator } from '../../src/judge/compare.ts';

const float: Comparison = { float: { abs: 1e-6, rel: 1e-3 } };

function differ(compare: Comparison, expected: string, ...pieces: string[]) {
  const comparator = createComparator(compare, expected);
  for (const piece of pieces) comparator.push(piece);
  return comparator.end();
}

describe('the comparison of output with the expected output', () => {
  it.each<[Comparison, string, string]>([
    ['exact', 'a\nb', 'a\nb'],
    ['exact', '', ''],
    ['trim', 'a b\nc', 'a b  \nc\t\r\n\n\n'],
    ['trim', 'a\n\nb\n\n', 'a\n \nb'],
    ['trim', '', ' \n\n'],
    ['tokens', '1 2\n3', '  1\n2   3'],
    ['tokens', '', '\n'],
    [float, '1.0 x 1e9', '1 x 1000000001'],
    [float, '0', '-0.0000009'],
    [float, '-1.5\n', '-.15e1'],
  ])('%j: expected %j, accepts %j', (compare, expected, got) => {
    expect(differ(compare, expected, got)).toBeNull();
  });

  it.each<[Comparison, string, string, { line: number; column: number; expected: string; got: string }]>([
    ['exact', 'a\n', 'a', { line: 2, column: 1, expected: '', got: '' }],
    ['exact', 'a', 'a\n', { line: 2, column: 1, expected: '', got: '' }],
    ['exact', 'ab ', 'ab', { line: 1, column: 3, expected: 'ab ', got: 'ab' }],
    ['trim', 'a\nbcd', 'a\nbxd', { line: 2, column: 2, expected: 'bcd', got: 'bxd' }],
    ['trim', ' a', 'a', { line: 1, column: 1, expected: ' a', got: 'a' }],
    ['trim', 'a\nb', 'a\n\nb', { line: 2, column: 1, expected: 'b', got: '' }],
    ['trim', 'a\nb', 'a\n\n\n', { line: 2, column: 1, expected: 'b', got: '' }],
    ['trim', 'a', 'a\nb', { line: 2, column: 1, expected: '', got: 'b' }],
    ['trim', 'a', '', { line: 1, column: 1, expected: 'a', got: '' }],
    ['tokens', '1 2', '1\n 3', { line: 2, column: 2, expected: '2', got: '3' }],
    ['tokens', '1', '1 2', { line: 1, column: 3, expected: '', got: '2' }],
    ['tokens', '1 2', '1', { line: 1, column: 2, expected: '2', got: '' }],
    [float, '1.0', '1.002', { line: 1, column: 1, expected: '1.0', got: '1.002' }],
    [float, 'nan', 'NaN', { line: 1, column: 1, expected: 'nan', got: 'NaN' }],
    [float, '1', '0x1', { line: 1, column: 1, expected: '1', got: '0x1' }],
  ])('%j: expected %j, refuses %j', (compare, expected, got, difference) => {
    expect(differ(compare, expected, got)).toEqual(difference);
  });

  it('shows the text around the first difference in a long line', () => {
    const line = 'x'.repeat(1000);
    const difference = differ('trim', `${line}a${line}`, `${line}b${line}`)!;
    expect(difference.column).toBe(1001);
    expect(difference.got.indexOf('b')).toBe(difference.expected.indexOf('a'));
    expect([difference.expected.length, difference.got.length]).toEqual([200, 200]);
  });

  it('does not depend on how the text is split', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', ' ', '\n', '\r', '.'), maxLength: 30 });
    const compare = fc.constantFrom<Comparison>('exact', 'trim', 'tokens', float);
    fc.assert(
      fc.property(compare, text, text, fc.nat(30), (how, expected, got, cut) => {
        expect(differ(how, expected, got.slice(0, cut), got.slice(cut))).toEqual(differ(how, expected, got));
        expect(differ(how, expected, ...expected.split(''))).toBeNull();
        if (how === 'exact') expect(differ(how, expected, got) === null).toBe(expected === got);
      }),
    );
  });
});
