// What the program has written, as text nodes: it can never become HTML.

/** A chunk is laid out only while it is in view, so that a megabyte costs what the window shows. */
const CHUNK_LINES = 100;
const CHUNK_CHARS = 16_384;

/** `view` is the <pre>. Pieces are collected and painted once a frame. */
ide.createOutput = ({ view, scroll, onPaint }) => {
  let waiting = [];
  let frame = 0;
  /** What the program wrote, byte for byte: [{ stream, text }]. */
  let pieces = [];
  let lengths = { stdout: 0, stderr: 0 };
  let readers = {};
  let chunk;
  let returned = false;
  reset();

  return { add, begin, clear, flush, has, raw: () => pieces.map(({ text }) => text).join('') };

  function add(piece) {
    if (!piece.text) return;
    pieces.push(piece);
    lengths[piece.stream] += piece.text.length;
    waiting.push(piece);
    frame ||= requestAnimationFrame(flush);
  }

  /** For a run that begins: nothing has been written. */
  function begin() {
    reset();
    empty();
  }

  /** Takes what is shown away; what the program wrote is still known. */
  function clear() {
    flush();
    empty();
  }

  function reset() {
    cancelAnimationFrame(frame);
    [waiting, pieces, frame] = [[], [], 0];
    lengths = { stdout: 0, stderr: 0 };
    readers = { stdout: ide.createAnsi(), stderr: ide.createAnsi() };
  }

  function empty() {
    [chunk, returned] = [undefined, false];
    view.replaceChildren();
    scroll.toEnd();
    onPaint();
  }

  /** Paints what is waiting, now. */
  function flush() {
    cancelAnimationFrame(frame);
    frame = 0;
    if (waiting.length === 0) return;
    const page = document.createDocumentFragment();
    for (const { stream, text } of waiting) {
      for (const run of readers[stream](text)) write(page, stream, run);
    }
    waiting = [];
    view.append(page);
    scroll.more();
    onPaint();
  }

  /** True if what was added is what the final record holds. */
  function has({ stdout, stderr }) {
    return lengths.stdout === stdout.length && lengths.stderr === stderr.length;
  }

  /** A carriage return goes back to the beginning of the line, as on a terminal: progress bars redraw themselves. */
  function write(page, stream, run) {
    run.text.split('\r').forEach((text, index) => {
      if (index > 0) returned = true;
      if (text === '') return;
      if (returned && text[0] !== '\n') eraseLine();
      returned = false;
      for (const lines of pieceByPiece(text)) writeLines(page, stream, run, lines);
    });
  }

  function writeLines(page, stream, { classes, style }, text) {
    if (!chunk || (chunk.full && chunk.atLineStart)) {
      chunk = { node: document.createElement('div'), lines: 0, chars: 0 };
      page.append(chunk.node);
    }
    const name = `${stream} ${classes}`.trim();
    const look = `${name}|${style.color}|${style.backgroundColor}`;
    if (chunk.look === look && chunk.text.length < CHUNK_CHARS) chunk.text.appendData(text);
    else {
      const span = document.createElement('span');
      span.className = name;
      Object.assign(span.style, style);
      chunk.text = document.createTextNode(text);
      chunk.look = look;
      span.append(chunk.text);
      chunk.node.append(span);
    }
    chunk.lines += text.split('\n').length - 1;
    chunk.chars += text.length;
    chunk.full = chunk.lines >= CHUNK_LINES || chunk.chars >= CHUNK_CHARS;
    chunk.atLineStart = text.endsWith('\n');
  }

  function eraseLine() {
    for (let span = chunk?.node.lastChild; span; span = chunk.node.lastChild) {
      const text = span.textContent;
      const end = text.lastIndexOf('\n');
      if (end === text.length - 1) return;
      chunk.look = undefined; // what comes now needs a text node of its own
      if (end >= 0) return void (span.textContent = text.slice(0, end + 1));
      span.remove();
    }
  }
};

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
