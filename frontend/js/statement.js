// Finds tests in the text of a problem statement: below headings such as "Sample Input 1", or in consecutive code
// blocks.

const INPUT = 'input|stdin|eingabe|entrada|entr[ée]e|входные данные';
const OUTPUT = '(?:expected\\s+)?output|stdout|ausgabe|sa[íi]da|salida|sortie|выходные данные';
const SAMPLE = 'samples?|examples?|beispiele?|exemplos?|ejemplos?|exemples?|примеры?';
const HEADING = new RegExp(
  `^(?<sample>(?:${SAMPLE})\\W{0,2})?(?:test )?#?(?<before>\\d*)\\W{0,2}(?:(?<input>${INPUT})|${OUTPUT})\\W{0,2}(?<after>\\d*) ?(?:copy)?$`,
  'iu',
);
/** Both headings on one line, as in a copied table. */
const TABLE = new RegExp(
  `^(?:(?:${SAMPLE}) )?(?:${INPUT}) ?(?<after>\\d*) (?:(?:${SAMPLE}) )?(?:${OUTPUT}) ?\\d*$`,
  'iu',
);
/** A heading after which the tests begin. Headings before it are not headings of tests. */
const SAMPLES_BEGIN = new RegExp(`^(?:${SAMPLE}) ?#?\\d*$`, 'iu');
/** A heading that ends a test. */
const ENDS =
  /^(?:explanation|notes?|constraints|hints?|scoring|limits|erklärung|explicaci[óo]n|explicação|explication|примечание|(?:test ?)?case ?#?\d*)$/iu;
/** A longer line is not a heading, whatever it begins with. */
const MAX_HEADING_CHARS = 80;
/** Longer lines are not tested with PROSE. */
const MAX_SENTENCE_CHARS = 400;
/** A sentence of at least four words. */
const PROSE = /^\s*\p{Lu}\S*(?:\s+\S+){3,}[.:!]\s*$/u;
const FENCE = /^\s*(?:```|~~~)/;

/**
 * The tests in a text, in order: [{ name, input, expected }]. A text in which nothing is recognised is the input of one
 * test. A blank text has no tests.
 */
ide.testsIn = (text) => {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\u00a0', ' ').split('\n');
  return underHeadings(lines) ?? inPairs(fenced(lines)) ?? inPairs(paragraphs(lines)) ?? whole(lines);
};

function underHeadings(lines) {
  const begin = lines.findIndex((line) => SAMPLES_BEGIN.test(bare(line)));
  const all = sectionsOf(begin < 0 ? lines : lines.slice(begin + 1));
  const sections = all.some(({ isSample }) => isSample) ? all.filter(({ isSample }) => isSample) : all;
  const tests = [];
  for (const { kind, number, content } of sections) {
    const last = tests.at(-1);
    if (kind === 'output' && last && last.expected === undefined) last.expected = textOf(withoutProse(content));
    else if (kind === 'input') tests.push({ name: sampleName(number, tests), input: textOf(content) });
    else if (kind === 'both') tests.push({ name: sampleName(number, tests), ...cells(content) });
  }
  return tests.length > 0 ? tests.map((test) => ({ expected: '', ...test })) : undefined;
}

/** The section below each heading: [{ kind, isSample, number, content }], with the lines as `content`. */
function sectionsOf(lines) {
  const sections = [];
  let section;
  let isFenced = false;
  for (const line of lines) {
    if (FENCE.test(line)) isFenced = !isFenced;
    const begun = isFenced ? undefined : headingOf(line);
    if (begun) sections.push((section = begun));
    else if (!isFenced && (ENDS.test(bare(line)) || SAMPLES_BEGIN.test(bare(line)))) section = undefined;
    else section?.content.push(line);
  }
  return sections;
}

function headingOf(line) {
  const heading = bare(line);
  const table = TABLE.exec(heading)?.groups;
  if (table) return { kind: 'both', isSample: true, number: table.after, content: [] };
  const { sample, before, after, input } = HEADING.exec(heading)?.groups ?? {};
  if (before === undefined) return undefined;
  const inline = line
    .slice(line.indexOf(':') + 1)
    .replace(/^[\s*_]+/, '')
    .replace(/^`(.*)`\s*$/, '$1');
  const content = line.includes(':') && inline.trim() ? [inline] : [];
  const number = after || before;
  return { kind: input ? 'input' : 'output', isSample: Boolean(sample || number), number, content };
}

/** The line up to a colon, without emphasis and with single blanks; empty when it is too long for a heading. */
function bare(line) {
  const colon = line.indexOf(':');
  const head = colon < 0 ? line : line.slice(0, colon);
  if (line === '' || head.length > MAX_HEADING_CHARS) return '';
  return head.replace(/[#>*_\s-]+/g, ' ').trim();
}

function sampleName(number, tests) {
  return `Sample ${number || tests.length + 1}`;
}

/** The lines without the sentences below an output that explain it. */
function withoutProse(content) {
  const from = content.findIndex(
    (line, index) => line.length < MAX_SENTENCE_CHARS && PROSE.test(line) && content[index - 1]?.trim() === '',
  );
  return from > 1 ? content.slice(0, from) : content;
}

/** Both cells of a copied table row, which an empty line or a tab separates. */
function cells(content) {
  const [input, ...expected] = content
    .join('\n')
    .trim()
    .split(/\n\s*\n|\n?\t\n?/);
  return { input: textOf([input]), expected: textOf(expected) };
}

/** The text between the first fences, or the whole text without fences; without the "Copy" of a copied button. */
function textOf(content) {
  const text = (fenced(content)[0] ?? content.join('\n')).replace(/^\s*copy\s*\n/i, '');
  const trimmed = text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
  return trimmed && `${trimmed}\n`;
}

function fenced(lines) {
  const blocks = [];
  let block;
  for (const line of lines) {
    if (!FENCE.test(line)) block?.push(line);
    else if (block) block = void blocks.push(block.join('\n'));
    else block = [];
  }
  return blocks;
}

function paragraphs(lines) {
  return lines
    .join('\n')
    .split(/\n(?:[ \t]*\n)+/)
    .filter((paragraph) => paragraph.trim() !== '');
}

/** Tests from blocks in the order input, output, input, output; undefined for an odd number of blocks. */
function inPairs(blocks) {
  if (blocks.length === 0 || blocks.length % 2 === 1) return undefined;
  const inputs = blocks.filter((_, index) => index % 2 === 0);
  return inputs.map((input, index) => ({
    name: sampleName('', { length: index }),
    input: textOf([input]),
    expected: textOf([blocks[index * 2 + 1]]),
  }));
}

function whole(lines) {
  const input = textOf(lines);
  return input ? [{ name: sampleName('', []), input, expected: '' }] : [];
}
