// An unfinished line of the output. As on a terminal, the program can overwrite it until the line break.

/** The maximum length of a text node, because browsers lay out short text nodes faster. */
const NODE_CHARS = 16_384;
const GOES_BACK = /[\r\b]/;

/**
 * `newText(look)` returns an empty text node in a new span; `first` is such a node, with this look, in the document.
 */
ide.createLine = ({ newText, first, look }) => {
  let parts = [{ text: first, look }];
  /** The line's cells, once the program has moved back in the line; `column` is the cursor. */
  let cells;
  let column = 0;

  return { write, erase, end, breakAfter, paint, remove, isEmpty, cursor: () => (cells ? column : undefined) };

  function write(text, newLook) {
    if (!cells && !GOES_BACK.test(text)) return append(text, newLook);
    toCells();
    for (const character of text) column = ide.putCharacter(cells, column, character, newLook);
  }

  /** As ide.eraseCells. */
  function erase(what) {
    toCells();
    ide.eraseCells(cells, column, what);
  }

  /**
   * Ends the line. Returns the last { text, look }, to which more text may be added; undefined when the line needs
   * painting.
   */
  function end() {
    if (cells) return void cells.push(['\n', cells.at(-1)?.[1] ?? ide.blank[1]]);
    parts.at(-1).text.appendData('\n');
    return parts.at(-1);
  }

  /** Adds a line break that is not part of the line. The line stays unfinished. */
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

  /** Replaces the line in the document after the program has overwritten parts of it. */
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
