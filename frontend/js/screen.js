// The output as text nodes, never as HTML. A line belongs to one stream. When another stream writes before the line
// ends, the text goes into a line below, and the first stream later continues its own line.

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

  return { write, clear, paint };

  /** Writes what the function of ide.createAnsi returns. */
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

  /** Typed text continues the unfinished line at the end. */
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
      const fits = tail?.look.key === look.key && tail.text.length < CHUNK_CHARS;
      if (!fits) tail = { text: newTextAtEnd(look), look };
      tail.text.appendData(lines);
      chunk.lines += lines.split('\n').length - 1;
      chunk.chars += lines.length;
    }
  }

  function newTextAtEnd(look) {
    ensureChunk();
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
