// The details of a test's result: why the test failed, both texts side by side, and the whole input and output.

const GLYPHS = { ' ': '·', '\t': '→', '\r': '␍', '\u00a0': '⍽' };
const END = '⏎';
/** The second code unit of a character outside the basic plane. */
const SECOND_HALF = /^[\udc00-\udfff]$/;

/** The element with the details of `result`. `asked` is the test as it was submitted. */
ide.resultDetails = (result, asked) => {
  const { message, difference, stdout, stderr, truncated } = result;
  const parts = [
    message && ide.element('p', { textContent: message }),
    difference && sideBySide(difference),
    ide.element('p', { className: 'used', textContent: usedBy(result) }),
    ide.element(
      'div',
      { className: 'pair' },
      text('Input', asked.input),
      asked.expected === undefined ? '' : text('Expected output', asked.expected),
      text(truncated ? 'Output, its beginning' : 'Output', stdout),
      text('Errors', stderr, 'stderr'),
    ),
  ];
  return ide.element('div', { className: 'behind' }, ...parts.filter(Boolean));
};

function usedBy({ execution_time_ms: run, cpu_time_ms: cpu, memory_peak_bytes: memory, exit_code: code }) {
  const { ms, bytes } = ide.words;
  const figures = [
    ['run', run, ms],
    ['CPU', cpu, ms],
    ['memory', memory, bytes],
    ['exit code', code, String],
  ];
  return figures.flatMap(([name, value, words]) => (value == null ? [] : [`${name} ${words(value)}`])).join(' · ');
}

function text(label, value, className = '') {
  if (!value) return '';
  const name = ide.element('h3', { textContent: label });
  const pre = ide.element('pre', { className, tabIndex: 0, role: 'group', ariaLabel: label, textContent: value });
  return ide.element('div', {}, name, pre);
}

/** Both lines or words, with visible blanks and a mark at the first difference. */
function sideBySide({ line, column, expected, got }) {
  let at = 0;
  while (at < expected.length && expected[at] === got[at]) at++;
  if (SECOND_HALF.test(expected[at]) || SECOND_HALF.test(got[at])) at--;
  const where = `line ${line}, column ${column}`;
  return ide.element(
    'div',
    { className: 'pair difference' },
    side(`Expected, ${where}`, expected, at),
    side(`Got, ${where}`, got, at),
  );
}

function side(label, value, at) {
  const differs = at < value.length ? String.fromCodePoint(value.codePointAt(at)) : END;
  const pre = ide.element(
    'pre',
    {},
    ...visible(value.slice(0, at)),
    ide.element('mark', {}, ...visible(differs)),
    ...visible(value.slice(at + differs.length)),
  );
  return ide.element('div', {}, ide.element('h3', { textContent: label }), pre);
}

/** The text with glyphs for its blanks. A class distinguishes these glyphs from the same characters in the text. */
function visible(value) {
  return value.split(/([ \t\r\u00a0\u23ce])/).map((part) => {
    const glyph = part === END ? END : GLYPHS[part];
    return glyph ? ide.element('span', { className: 'blank', textContent: glyph }) : part;
  });
}
