// `console.table`.
const { inspect } = require('util');

module.exports = { table };

const VALUES = 'Values';

function table(data, columns) {
  const isMap = data instanceof Map;
  const rows = isMap || data instanceof Set ? [...data].map((value, n) => [n, value]) : Object.entries(data);
  const index = isMap || data instanceof Set ? '(iteration index)' : '(index)';
  const names = [];
  let hasValues = false;
  const cells = rows.map(([name, row]) => {
    const cell = { [index]: String(name) };
    if (isMap) return { ...cell, Key: shown(row[0]), [VALUES]: shown(row[1]) };
    const isRow = typeof row === 'object' && row !== null;
    if (!isRow) {
      hasValues = true;
      return { ...cell, [VALUES]: shown(row) };
    }
    for (const key of columns ?? Object.keys(row)) {
      if (!names.includes(key)) names.push(key);
      if (Object.hasOwn(row, key)) cell[key] = shown(row[key]);
    }
    return cell;
  });
  const heads = [index, ...(isMap ? ['Key', VALUES] : names), ...(hasValues ? [VALUES] : [])];
  return drawn(
    heads,
    cells.map((cell) => heads.map((head) => cell[head] ?? '')),
  );
}

function shown(value) {
  return inspect(value, {
    maxArrayLength: 3,
    breakLength: Infinity,
    depth:
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0,
  });
}

function drawn(heads, rows) {
  const widths = heads.map((head, n) => 2 + Math.max(head.length, ...rows.map((row) => width(row[n]))));
  const line = (left, middle, right) => left + widths.map((wide) => '─'.repeat(wide)).join(middle) + right;
  const cells = (row) => `│${row.map((text, n) => ` ${text}${' '.repeat(widths[n] - 1 - width(text))}`).join('│')}│`;
  return [line('┌', '┬', '┐'), cells(heads), line('├', '┼', '┤'), ...rows.map(cells), line('└', '┴', '┘')].join('\n');
}

/** How many columns a text takes on a screen. */
function width(text) {
  return [...text].reduce(
    (sum, character) =>
      sum +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u.test(
        character,
      )
        ? 2
        : 1),
    0,
  );
}
