// What the output pane shows, as text nodes: it can never become HTML. A line belongs to one stream: where the other one
// writes in the middle of a line, that line waits, and its own stream goes on in it later. Once a program has moved its
// cursor out of its line, the last lines are a grid, in which both streams write where the cursor is.

/** A chunk is laid out only while it is in view, so that a megabyte costs what the window shows. */
const CHUNK_LINES = 100;
const CHUNK_CHARS = 16_384;
/** As the style sheet has it, of a chunk that has not been laid out yet. */
const LINE_HEIGHT_EM = 1.55;

/** `view` is a <pre>. */
ide.createScreen = ({ view }) => {
  /** The unfinished line of each stream: { line, isLast }. One that is not the last has a line break after it already. */
  let open = {};
  let chunk;
  /** The last text with its look, where whole lines may be added to it. */
  let tail;
  /** Lines that may have been written over since they were painted. */
  const changed = new Set();
  let grid;

  return { write, clear, paint };

  /** What ide.createAnsi gives. */
  function write(stream, { erase, move, text, classes, style }) {
    if (erase === 'screen') return clear();
    if (erase) return grid ? grid.erase(erase) : edit(stream, (line) => line.erase(erase));
    if (move) return moveCursor(stream, move);
    const look = lookOf(stream, classes, style);
    const lines = text.replaceAll('\r\n', '\n');
    if (grid) grid.write(lines, look);
    else writeText(stream === 'stdin' ? streamOfLast() : stream, look, lines);
  }

  /** What is typed goes on in the line that waits for it. */
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
      if (!view.firstChild && /[Hf]/.test(move.to) && Math.max(...move.by) <= 1) return; // it is there
      makeGrid(stream);
    }
    grid.move(move);
  }

  function makeGrid(stream) {
    const { line, isLast } = open[stream] ?? {};
    const at = isLast ? line.at() : undefined;
    paint();
    const rows = takeLines(view, GRID_ROWS);
    grid = ide.createGrid({ rows, column: at ?? rows.at(-1).length, newText, onLeave: addCells });
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
    const rest = open[stream] ? goOn(stream, look, text) : text;
    if (rest === '') return;
    interrupt();
    const whole = rest.lastIndexOf('\n') + 1;
    if (!rest.includes('\r') && !rest.includes('\b')) addLines(look, rest.slice(0, whole));
    else for (const line of rest.slice(0, whole).split(/(?<=\n)/)) begin(stream, look, line);
    begin(stream, look, rest.slice(whole));
  }

  /** Writes on in the unfinished line; gives back what is beyond its end. */
  function goOn(stream, look, text) {
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

  /** The unfinished line at the end, if there is one, gets a line break that is not its own. */
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

  /** A line, with or without its end. */
  function begin(stream, look, text) {
    if (text === '') return;
    const first = newTextAtEnd(look);
    tail = undefined;
    open[stream] = { line: ide.createLine({ newText, first, look }), isLast: true };
    goOn(stream, look, text);
  }

  function addLines(look, text) {
    for (const lines of pieceByPiece(text)) {
      makeRoom();
      textLike(look).appendData(lines);
      chunk.lines += lines.split('\n').length - 1;
      chunk.chars += lines.length;
    }
  }

  /** A line that has left the grid. */
  function addCells(cells) {
    makeRoom();
    for (const [text, look] of ide.runsOf(cells)) textLike(look).appendData(text);
    textLike(tail?.look ?? ide.blank[1]).appendData('\n');
    chunk.lines++;
    chunk.chars += cells.length;
  }

  /** The last text if it has this look and is not too long, or a new one. */
  function textLike(look) {
    const fits = tail?.look.key === look.key && tail.text.length < CHUNK_CHARS;
    if (!fits) tail = { text: addText(look), look };
    return tail.text;
  }

  function newTextAtEnd(look) {
    makeRoom();
    return addText(look);
  }

  function addText(look) {
    const text = newText(look);
    chunk.node.append(text.parentNode);
    return text;
  }

  /** Called at the beginning of a line only: a chunk ends where a line ends. */
  function makeRoom() {
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

/** The look of each span, for lines that are written over later. */
const LOOK_OF = new WeakMap();

/** Takes at most so many lines out of the end of the view, as cells. The last is empty where a line has ended before it. */
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

/** Of texts with their looks. */
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

/** Cuts text at line ends, so that a chunk ends where a line ends: at most CHUNK_LINES lines or CHUNK_CHARS at once. */
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
