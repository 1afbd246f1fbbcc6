// What the output pane shows, as text nodes: it can never become HTML. A line belongs to one stream: where the other one
// writes in the middle of a line, that line waits, and its own stream goes on in it later.

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

  return { write, clear, paint };

  /** What ide.createAnsi gives. */
  function write(stream, { erase, text, classes, style }) {
    if (erase === 'screen') clear();
    else if (erase) edit(stream, (line) => line.erase(erase));
    else
      writeText(
        stream === 'stdin' ? streamOfLast() : stream,
        lookOf(stream, classes, style),
        text.replaceAll('\r\n', '\n'),
      );
  }

  /** What is typed goes on in the line that waits for it. */
  function streamOfLast() {
    return Object.keys(open).find((stream) => open[stream].isLast) ?? 'stdout';
  }

  function clear() {
    [open, chunk, tail] = [{}, undefined, undefined];
    changed.clear();
    view.replaceChildren();
  }

  function paint() {
    for (const line of changed) line.paint();
    changed.clear();
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
      const fits = tail?.look.key === look.key && tail.text.length < CHUNK_CHARS;
      if (!fits) tail = { text: newTextAtEnd(look), look };
      tail.text.appendData(lines);
      chunk.lines += lines.split('\n').length - 1;
      chunk.chars += lines.length;
    }
  }

  function newTextAtEnd(look) {
    makeRoom();
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
    view.append(chunk.node);
  }

  function estimateHeight() {
    if (chunk) chunk.node.style.containIntrinsicHeight = `auto ${Math.max(1, chunk.lines) * LINE_HEIGHT_EM}em`;
  }
};

function lookOf(stream, classes, style) {
  const name = `${stream} ${classes}`.trim();
  return { name, style, key: `${name}|${style.color}|${style.backgroundColor}` };
}

/** An empty text node in a span of this look. */
function newText({ name, style }) {
  const span = document.createElement('span');
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
