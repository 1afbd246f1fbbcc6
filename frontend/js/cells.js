// A line of the output as an array of cells, [character, look], in which a program can write at any column, as on a
// terminal. A wide character has two cells, and the text of the second is empty.

const TAB_COLUMNS = 8;
const WIDE =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
/** Characters that belong to the character before. */
const JOINS = /\p{Mn}|\p{Me}|\u200d|\ufe0f/u;

ide.blank = [' ', { key: '', name: '', style: {} }];

/** Writes a character, or does what a control character says. Returns the new column of the cursor. No line breaks. */
ide.putCharacter = (cells, column, character, look) => {
  if (character === '\r') return 0;
  if (character === '\b') return Math.max(0, column - 1);
  if (character === '\t') return column + TAB_COLUMNS - (column % TAB_COLUMNS);
  while (cells.length < column) cells.push(ide.blank);
  const isBeyondLatin = character > '\u02ff';
  const before = cells[column - 1]?.[0] === '' ? column - 2 : column - 1;
  if (isBeyondLatin && before >= 0 && JOINS.test(character)) {
    cells[before] = [cells[before][0] + character, cells[before][1]];
    return column;
  }
  if (cells[column]?.[0] === '') cells[column - 1] = ide.blank;
  const width = isBeyondLatin && WIDE.test(character) ? 2 : 1;
  if (cells[column + width]?.[0] === '') cells[column + width] = ide.blank;
  cells[column] = [character, look];
  if (width === 2) cells[column + 1] = ['', look];
  return column + width;
};

/** Erases the 'line', or its part up to the cursor ('start', 'above') or from the cursor ('end', 'below'). */
ide.eraseCells = (cells, column, what) => {
  if (what === 'start' || what === 'above') cells.fill(ide.blank, 0, column + 1);
  else cells.length = what === 'line' ? 0 : Math.min(cells.length, column);
};

/** Joins neighbouring cells of the same look: yields [text, look]. */
ide.runsOf = function* (cells) {
  let text = '';
  for (const [index, [character, look]] of cells.entries()) {
    text += character;
    if (cells[index + 1]?.[1] === look) continue;
    yield [text, look];
    text = '';
  }
};
