// One unfinished line of the output: it can be written over, as on a terminal, until its line break comes.

/** A text node has so many characters at the most: browsers lay out short ones faster. */
const NODE_CHARS = 16_384;
const GOES_BACK = /[\r\b]/;

/** `newText(look)` gives an empty text node in a span of its own; `first` is one of this look that is in the document. */
ide.createLine = ({ newText, first, look }) => {
  let parts = [{ text: first, look }];
  /** Once something has gone back in the line: its cells, and where the next character goes. */
  let cells;
  let column = 0;

  return { write, erase, end, breakAfter, paint, remove, isEmpty, at: () => (cells ? column : undefined) };

  function write(text, newLook) {
    if (!cells && !GOES_BACK.test(text)) return append(text, newLook);
    toCells();
    for (const character of text) column = ide.putCharacter(cells, column, character, newLook);
  }

  /** What: as in ide.eraseCells, seen from where the next character goes. */
  function erase(what) {
    toCells();
    ide.eraseCells(cells, column, what);
  }

  /** The line break. Gives back the last { text, look }, where more may be added, unless the line is to be painted. */
  function end() {
    if (cells) return void cells.push(['\n', cells.at(-1)?.[1] ?? ide.blank[1]]);
    parts.at(-1).text.appendData('\n');
    return parts.at(-1);
  }

  /** A line break that is no part of the line, which stays unfinished. */
  function breakAfter() {
    const text = newText(ide.blank[1]);
    text.appendData('\n');
    parts.at(-1).text.parentNode.after(text.parentNode);
  }

  function isEmpty() {
    return cells ? cells.length === 0 : parts.every(({ text }) => text.length === 0);
  }

  function append(text, newLook) {
    for (let from = 0; from < text.length; from += NODE_CHARS) {
      const piece = text.slice(from, from + NODE_CHARS);
      const last = parts.at(-1);
      if (last.look.key === newLook.key && last.text.length + piece.length <= NODE_CHARS) last.text.appendData(piece);
      else add(piece, newLook);
    }
  }

  function add(piece, newLook) {
    const text = newText(newLook);
    text.appendData(piece);
    parts.at(-1).text.parentNode.after(text.parentNode);
    parts.push({ text, look: newLook });
  }

  function toCells() {
    if (cells) return;
    cells = [];
    for (const { text, look: its } of parts) {
      for (const character of text.data) column = ide.putCharacter(cells, column, character, its);
    }
  }

  /** Puts what was written over into the document. */
  function paint() {
    if (!cells) return;
    const old = parts;
    const firstLook = cells[0]?.[1] ?? ide.blank[1];
    parts = [{ text: newText(firstLook), look: firstLook }];
    old.at(-1).text.parentNode.after(parts[0].text.parentNode);
    for (const run of ide.runsOf(cells)) append(...run);
    for (const { text } of old) text.parentNode.remove();
  }

  function remove() {
    for (const { text } of parts) text.parentNode.remove();
  }
};
