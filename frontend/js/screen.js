// The output as text nodes, never as HTML. A line belongs to one stream. When another stream writes before the line
// ends, the text goes into a line below, and the first stream later continues its own line. Once a program has moved the
// cursor out of its line, the last lines are a grid, in which both streams write at the cursor.

/** The browser lays out a chunk only while it is in view, so a megabyte of output costs as little as one screen. */
const CHUNK_LINES = 100;
const CHUNK_CHARS = 16_384;
/** As in css/panes.css; estimates the height of a chunk that is not laid out. */
const LINE_HEIGHT_EM = 1.55;

/** `view` is a <pre>. */
ide.createScreen = ({ view }) => {
  /**
   * The unfinished line of each stream: { line, isLast }. A line that is not the last already has a line break after
   * it.
   */
  let open = {};
  let chunk;
  /** The last text node with its look, if whole lines may be added to it. */
  let tail;
  /** Lines that may have been overwritten since they were painted. */
  const changed = new Set();
  let grid;

  return { write, clear, paint };

  /** Writes what the function of ide.createAnsi returns. */
  function write(stream, { erase, move, text, classes, style }) {
    if (erase === 'screen') return clear();
    if (erase) return grid ? grid.erase(erase) : edit(stream, (line) => line.erase(erase));
    if (move) return moveCursor(stream, move);
    const look = lookOf(stream, classes, style);
    const lines = text.replaceAll('\r\n', '\n');
    if (grid) grid.write(lines, look);
    else writeText(stream === 'stdin' ? streamOfLast() : stream, look, lines);
  }

  /** Typed text continues the unfinished line at the end. */
  function streamOfLast() {
    return Object.keys(open).find((stream) => open[stream].isLast) ?? 'stdout';
  }

  function clear() {
    [open, chunk, tail, grid] = [{}, undefined, undefined, undefined];
    changed.clear();
    view.replaceChildren();
  }

  function moveCursor(stream, move) {
    if (!grid) {
      if (!view.firstChild && /[Hf]/.test(move.to) && Math.max(...move.by) <= 1) return; // the cursor is there already
      beginGrid(stream);
    }
    grid.move(move);
  }

  function beginGrid(stream) {
    const { line, isLast } = open[stream] ?? {};
    const cursor = isLast ? line.cursor() : undefined;
    paint();
    const rows = takeLines(view, GRID_ROWS);
    grid = ide.createGrid({ rows, column: cursor ?? rows.at(-1).length, newText, onLeave: addCells });
    [open, chunk, tail] = [{}, undefined, undefined];
    view.append(grid.node);
  }

  function paint() {
    for (const line of changed) line.paint();
    changed.clear();
    grid?.paint();
    estimateHeight();
  }

  function writeText(stream, look, text) {
    const rest = open[stream] ? continueLine(stream, look, text) : text;
    if (rest === '') return;
    interrupt();
    const whole = rest.lastIndexOf('\n') + 1;
    if (!rest.includes('\r') && !rest.includes('\b')) addLines(look, rest.slice(0, whole));
    else for (const line of rest.slice(0, whole).split(/(?<=\n)/)) begin(stream, look, line);
    begin(stream, look, rest.slice(whole));
  }

  /** Continues the stream's unfinished line. Returns the text after the end of the line. */
  function continueLine(stream, look, text) {
    const end = text.indexOf('\n');
    edit(stream, (line) => line.write(end < 0 ? text : text.slice(0, end), look));
    chunk.chars += end < 0 ? text.length : end;
    if (end < 0) return '';
    finish(stream);
    return text.slice(end + 1);
  }

  function edit(stream, action) {
    if (!open[stream]) return;
    action(open[stream].line);
    changed.add(open[stream].line);
  }

  function finish(stream) {
    const { line, isLast } = open[stream];
    if (isLast) {
      tail = line.end();
      chunk.lines++;
    }
    delete open[stream];
  }

  /**
   * If there is an unfinished line at the end, adds a line break that is not part of it; removes the line if it is
   * empty.
   */
  function interrupt() {
    for (const [stream, { line, isLast }] of Object.entries(open)) {
      if (!isLast) continue;
      if (line.isEmpty()) {
        changed.delete(line);
        line.remove();
        delete open[stream];
      } else {
        line.breakAfter();
        open[stream].isLast = false;
        chunk.lines++;
      }
      tail = undefined;
    }
  }

  /** Begins a line; `text` may end with the line break. */
  function begin(stream, look, text) {
    if (text === '') return;
    const first = newTextAtEnd(look);
    tail = undefined;
    open[stream] = { line: ide.createLine({ newText, first, look }), isLast: true };
    continueLine(stream, look, text);
  }

  function addLines(look, text) {
    for (const lines of pieceByPiece(text)) {
      ensureChunk();
      textLike(look).appendData(lines);
      chunk.lines += lines.split('\n').length - 1;
      chunk.chars += lines.length;
    }
  }

  /** Adds a line that has left the grid. */
  function addCells(cells) {
    ensureChunk();
    for (const [text, look] of ide.runsOf(cells)) textLike(look).appendData(text);
    textLike(tail?.look ?? ide.blank[1]).appendData('\n');
    chunk.lines++;
    chunk.chars += cells.length;
  }

  /** Returns the last text node if it has this look and is not too long, otherwise a new one. */
  function textLike(look) {
    const fits = tail?.look.key === look.key && tail.text.length < CHUNK_CHARS;
    if (!fits) tail = { text: addText(look), look };
    return tail.text;
  }

  function newTextAtEnd(look) {
    ensureChunk();
    return addText(look);
  }

  function addText(look) {
    const text = newText(look);
    chunk.node.append(text.parentNode);
    return text;
  }

  /**
   * Begins a new chunk if the last one is full. Called at the beginning of a line only, so that no line is in two
   * chunks.
   */
  function ensureChunk() {
    if (chunk && chunk.lines < CHUNK_LINES && chunk.chars < CHUNK_CHARS) return;
    estimateHeight();
    chunk = { node: document.createElement('div'), lines: 0, chars: 0 };
    tail = undefined;
    view.insertBefore(chunk.node, grid?.node ?? null);
  }

  function estimateHeight() {
    if (chunk) chunk.node.style.containIntrinsicHeight = `auto ${Math.max(1, chunk.lines) * LINE_HEIGHT_EM}em`;
  }
};

function lookOf(stream, classes, style) {
  const name = `${stream} ${classes}`.trim();
  return { name, style, key: `${name}|${style.color}|${style.backgroundColor}` };
}

/** The look of each span, for lines that the program overwrites later. */
const LOOK_OF = new WeakMap();

/**
 * Removes at most so many lines from the end of the view, and returns them as cells. After a line break the last line is
 * empty.
 */
function takeLines(view, most) {
  const parts = [];
  for (let left = most; left > 0 && view.lastChild;) {
    const span = view.lastChild.lastChild;
    if (!span) {
      view.lastChild.remove();
      continue;
    }
    const lines = span.textContent.split('\n');
    const text = lines.slice(-left).join('\n');
    parts.unshift([text, LOOK_OF.get(span)]);
    span.textContent = span.textContent.slice(0, -text.length || undefined);
    if (span.textContent === '') span.remove();
    left -= lines.length - 1;
  }
  return linesOfCells(parts);
}

/** `parts` are texts with their looks. */
function linesOfCells(parts) {
  const rows = [[]];
  for (const [text, look] of parts) {
    for (const character of text) {
      const row = rows.at(-1);
      if (character === '\n') rows.push([]);
      else ide.putCharacter(row, row.length, character, look);
    }
  }
  return rows;
}

/** An empty text node in a span of this look. */
function newText(look) {
  const { name, style } = look;
  const span = document.createElement('span');
  LOOK_OF.set(span, look);
  span.className = name;
  if (style.color || style.backgroundColor) Object.assign(span.style, style);
  const text = document.createTextNode('');
  span.append(text);
  return text;
}

/**
 * Cuts text at line ends, into pieces of at most CHUNK_LINES lines. A piece of CHUNK_CHARS or more has no further line.
 */
function* pieceByPiece(text) {
  for (let from = 0; from < text.length;) {
    let to = from;
    for (let lines = 0; lines < CHUNK_LINES && to < text.length && to - from < CHUNK_CHARS; lines++) {
      const end = text.indexOf('\n', to);
      to = end < 0 ? text.length : end + 1;
    }
    yield text.slice(from, to);
    from = to;
  }
}
