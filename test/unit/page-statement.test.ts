import { describe, expect, it } from 'vitest';
import { testsIn } from '../support/page-languages.ts';

const two = (first: [string, string], second: [string, string]) =>
  [first, second].map(([input, expected], index) => ({ name: `Sample ${index + 1}`, input, expected }));
const one = (input: string, expected: string) => [{ name: 'Sample 1', input, expected }];

describe('tests in a pasted problem statement', () => {
  it.each([
    [
      'AtCoder, with its buttons and its sentences',
      'Constraints\n- 1 ≤ A\n\nInput\nThe input is given as follows:\nA B\n\nOutput\nPrint the sum.\n\nSample Input 1 \nCopy\n3 4\n\nSample Output 1 \nCopy\n7\n\nThe sum of both numbers is 7.\nSample Input 2\n1 1\nSample Output 2\n2\n',
      two(['3 4\n', '7\n'], ['1 1\n', '2\n']),
    ],
    [
      'Codeforces, as it is copied',
      'Input\nThe first line.\nOutput\nPrint YES or NO.\nExamples\ninputCopy\n8\n1 2\noutputCopy\nYES\ninput\n3\noutput\nNO\nNote\nIn the first',
      two(['8\n1 2\n', 'YES\n'], ['3\n', 'NO\n']),
    ],
    [
      'values behind colons',
      'Example 1:\r\nInput: nums = [2,7]\r\nOutput: [0,1]\r\nExplanation: Because.\r\nExample 2:\r\nInput: nums = [3]\r\nOutput: []\r\n\r\nConstraints:\r\n2 <= n',
      two(['nums = [2,7]\n', '[0,1]\n'], ['nums = [3]\n', '[]\n']),
    ],
    [
      'a table of two columns',
      'Sample Input 1\tSample Output 1\n3 4\n\t\n7\nSample Input 2\tSample Output 2\n1 1\n\n2\n',
      two(['3 4\n', '7\n'], ['1 1\n', '2\n']),
    ],
    [
      'Markdown, with an empty line and a heading inside its block',
      '## Input\n```\n1 2\n\ninput\n```\n## Output\n```\n3\n```\n',
      one('1 2\n\ninput\n', '3\n'),
    ],
    [
      'two code blocks after each other',
      'Given this:\n```\n1 2\n```\nprint this:\n```text\n3\n```\n',
      one('1 2\n', '3\n'),
    ],
    ['two paragraphs', '1 2\n3 4\n\n\n3\n7\n', one('1 2\n3 4\n', '3\n7\n')],
    ['another language', 'Eingabe:\n5\nAusgabe:\n6', one('5\n', '6\n')],
    ['nothing that is known', '1 2\n3 4', one('1 2\n3 4\n', '')],
    ['blanks', ' \n\n', []],
  ])('%s', (_what, text, tests) => expect(testsIn(text)).toEqual(tests));

  it('takes little time for very long texts', () => {
    for (const some of [
      'a',
      ' ',
      '#',
      '-',
      '1',
      'input',
      'input ',
      'sample input ',
      '\n',
      'Input\n',
      '```\n',
      'Word ',
    ]) {
      const begun = performance.now();
      testsIn(some.repeat(300_000 / some.length));
      expect(performance.now() - begun, some).toBeLessThan(5000);
    }
  });
});
