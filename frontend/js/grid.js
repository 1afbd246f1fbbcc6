// The last lines of the output as the screen of a terminal, once a program has moved the cursor out of its line.

/** The rows of a tall terminal. A line that has left the screen at the top cannot be overwritten. */
const GRID_ROWS = 50;
/** As in COLUMNS of programs. Text can go beyond this column, but cursor movements cannot. */
const GRID_COLUMNS = 80;

/** `rows` are lines of cells; the cursor is in the last one. `onLeave(cells)` gets each line that leaves at the top. */
ide.createGrid = ({ rows, column, newText, onLeave }) => {
  const node = document.createElement('div');
  let row = rows.length - 1;
  let saved = [0, 0];
  let isChanged = true;

  return { node, write, erase, move, paint };

  function write(text, look) {
    isChanged = true;
    for (const character of text) {
      if (character === '\n') beginRow();
      else column = ide.putCharacter(rows[row], column, character, look);
    }
  }

  function beginRow() {
    [row, column] = [row + 1, 0];
    if (row === rows.length) rows.push([]);
    if (rows.length <= GRID_ROWS) return;
    onLeave(rows.shift());
    row--;
  }

  /** As ide.eraseCells, but 'above' and 'below' also erase the lines above and below. */
  function erase(what) {
    isChanged = true;
    if (what === 'above') for (const line of rows.slice(0, row)) line.length = 0;
    if (what === 'below') rows.length = row + 1;
    ide.eraseCells(rows[row], column, what);
  }

  /** `to` is the last character of the escape sequence, `by` has its one or two numbers, 0 for a missing one. */
  function move({ to, by: [first, second = 0] }) {
    const count = Math.max(1, first);
    if (to === 's' || to === '7') saved = [row, column];
    else if (to === 'u' || to === '8') go(...saved);
    else if (to === 'A') go(row - count, column);
    else if (to === 'B') go(row + count, column);
    else if (to === 'C') go(row, column + count);
    else if (to === 'D') go(row, column - count);
    else if (to === 'E') go(row + count, 0);
    else if (to === 'F') go(row - count, 0);
    else if (to === 'G') go(row, count - 1);
    else if (to === 'd') go(count - 1, column);
    else go(count - 1, Math.max(1, second) - 1);
  }

  function go(toRow, toColumn) {
    row = Math.min(GRID_ROWS - 1, Math.max(0, toRow));
    column = Math.max(0, Math.min(toColumn, Math.max(column, GRID_COLUMNS - 1)));
    while (rows.length <= row) rows.push([]);
  }

  function paint() {
    if (!isChanged) return;
    isChanged = false;
    const cells = rows.flatMap((line, index) => (index === 0 ? line : [['\n', line[0]?.[1] ?? ide.blank[1]], ...line]));
    node.replaceChildren(
      ...Array.from(ide.runsOf(cells), ([text, look]) => {
        const part = newText(look);
        part.appendData(text);
        return part.parentNode;
      }),
    );
  }
};
