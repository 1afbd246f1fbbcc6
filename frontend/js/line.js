// One unfinished line of the output: it can be written over, as on a terminal, until its line break comes.

/** A text node has so many characters at the most: browsers lay out short ones faster. */
const NODE_CHARS = 16_384;
const GOES_BACK = /[\r\b]/;
const BLANK = [' ', { key: '', name: '', style: {} }];

/** `newText(look)` gives an empty text node in a span of its own; `first` is one of this look that is in the document. */
ide.createLine = ({ newText, first, look }) => {
  let parts = [{ text: first, look }];
  /** Once something has gone back in the line: its characters as [character, look], and where the next one goes. */
  let cells;
  let column = 0;

  return { write, erase, end, breakAfter, paint, remove, isEmpty };

  function write(text, newLook) {
    if (!cells && !GOES_BACK.test(text)) return append(text, newLook);
    toCells();
    for (const character of text) {
      if (character === '\r') column = 0;
      else if (character === '\b') column = Math.max(0, column - 1);
      else {
        while (cells.length < column) cells.push(BLANK);
        cells[column++] = [character, newLook];
      }
    }
  }

  /** What: 'line', or its 'start' or 'end', seen from where the next character goes. */
  function erase(what) {
    toCells();
    if (what === 'start') cells = cells.map((cell, index) => (index < column ? BLANK : cell));
    else cells.length = what === 'line' ? 0 : Math.min(cells.length, column);
  }

  /** The line break. Gives back the last { text, look }, where more may be added, unless the line is to be painted. */
  function end() {
    if (cells) return void cells.push(['\n', cells.at(-1)?.[1] ?? BLANK[1]]);
    parts.at(-1).text.appendData('\n');
    return parts.at(-1);
  }

  /** A line break that is no part of the line, which stays unfinished. */
  function breakAfter() {
    const text = newText(BLANK[1]);
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
    cells = parts.flatMap(({ text, look: its }) => Array.from(text.data, (character) => [character, its]));
    column = cells.length;
  }

  /** Puts what was written over into the document. */
  function paint() {
    if (!cells) return;
    const old = parts;
    const firstLook = cells[0]?.[1] ?? BLANK[1];
    parts = [{ text: newText(firstLook), look: firstLook }];
    old.at(-1).text.parentNode.after(parts[0].text.parentNode);
    let run = '';
    cells.forEach(([character, itsLook], index) => {
      run += character;
      if (cells[index + 1]?.[1] === itsLook) return;
      append(run, itsLook);
      run = '';
    });
    for (const { text } of old) text.parentNode.remove();
  }

  function remove() {
    for (const { text } of parts) text.parentNode.remove();
  }
};
