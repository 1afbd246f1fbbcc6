// The output of the program: collects it, paints a part in each frame, and compares it with the record at the end.

/**
 * A frame paints at least this many characters, and leaves the rest to the next frame after SHARE_MS: so the page
 * reacts.
 */
const SHARE_CHARS = 8192;
const SHARE_MS = 40;

/** `screens` has the screen of each stream. `onPaint` is called after a screen has changed. */
ide.createOutput = ({ screens, scroll, onPaint }) => {
  let waiting = [];
  let frame = 0;
  /** Called when all output is painted. */
  let then;
  /** The output as it arrived: [{ stream, text }]. */
  let pieces = [];
  let lengths = {};
  let readers = {};
  reset();

  return {
    add,
    begin,
    clear,
    afterPaint,
    has,
    raw: () => inWholeLines(pieces.filter(({ stream }) => stream !== 'compiler')),
  };

  function add(piece) {
    if (!piece.text) return;
    pieces.push(piece);
    lengths[piece.stream] += piece.text.length;
    for (let from = 0; from < piece.text.length; from += SHARE_CHARS) {
      waiting.push({ stream: piece.stream, text: piece.text.slice(from, from + SHARE_CHARS) });
    }
    frame ||= requestAnimationFrame(paint);
  }

  /** Calls `callback` when all added output is painted; never if another run begins before. */
  function afterPaint(callback) {
    then = callback;
    if (waiting.length === 0 || document.hidden) paint(); // a hidden page gets no frames
  }

  /** Called when a run begins: forgets all output. */
  function begin() {
    reset();
    empty();
  }

  /** Empties the screens. `has` and `raw` still know the output. */
  function clear() {
    for (const { stream, text } of waiting) readers[stream](text);
    waiting = [];
    empty();
  }

  function reset() {
    cancelAnimationFrame(frame);
    [waiting, pieces, frame, then] = [[], [], 0, undefined];
    lengths = { stdin: 0, stdout: 0, stderr: 0, compiler: 0 };
    readers = { stdin: asItIs, stdout: ide.createAnsi(), stderr: ide.createAnsi(), compiler: ide.createAnsi() };
  }

  function empty() {
    for (const screen of Object.values(screens)) screen.clear();
    scroll.toEnd();
    onPaint();
  }

  function paint() {
    cancelAnimationFrame(frame);
    const until = document.hidden ? Infinity : performance.now() + SHARE_MS;
    let count = 0;
    while (count < waiting.length && (count === 0 || performance.now() < until)) {
      const { stream, text } = waiting[count++];
      for (const run of readers[stream](text)) screens[stream].write(stream, run);
    }
    waiting = waiting.slice(count);
    frame = waiting.length > 0 ? requestAnimationFrame(paint) : 0;
    if (count > 0) showPainted();
    if (frame === 0) then = void then?.();
  }

  function showPainted() {
    for (const screen of Object.values(screens)) screen.paint();
    scroll.more();
    onPaint();
  }

  /** Whether the added output has the same lengths as that of the final record. */
  function has(record) {
    const whole = { stdin: 0, stdout: 0, stderr: 0, compiler: 0 };
    for (const { stream, text } of ide.outputOf(record)) whole[stream] += text.length;
    return Object.keys(whole).every((stream) => whole[stream] === lengths[stream]);
  }
};

/** Reads what the user typed, in which escape sequences have no meaning. */
function asItIs(text) {
  return [{ text, classes: '', style: {} }];
}

/**
 * The output of a final record as [{ stream, text }], in the order in which it is shown. The messages of a failed
 * compile are on stderr. What an interactive program read is on stdin.
 */
ide.outputOf = ({ reason, compile_output: compileOutput, stdout, stderr, tests, transcript }) => [
  { stream: 'compiler', text: reason === 'compile' ? '' : (compileOutput ?? '') },
  ...(reason !== 'compile' && transcript?.length > 0 ? transcript : inTwo({ reason, stdout, stderr, tests })),
];

const inTwo = ({ reason, stdout, stderr, tests }) => [
  { stream: 'stdout', text: tests && reason !== 'compile' ? tests.map(ide.lineOfTest).join('') : stdout },
  { stream: 'stderr', text: stderr },
];

/** The result of a test as a line of text, for copied and downloaded output. */
ide.lineOfTest = (test) => {
  const { name, verdict, message, difference } = test;
  const where = difference
    ? ` Expected ${JSON.stringify(difference.expected)}, got ${JSON.stringify(difference.got)}.`
    : '';
  return `${ide.markOf(verdict)} ${name}: ${ide.words.verdict(test)}${message ? `. ${message}` : ''}${where}\n`;
};

/**
 * The output as text, with its escape sequences. A line that the other stream interrupted is whole, as on the screen.
 */
function inWholeLines(pieces) {
  const lines = [];
  const open = {};
  for (const { stream: its, text } of pieces) {
    for (const part of text.split(/(?<=\n)/)) {
      const stream = its === 'stdin' ? streamOfLast() : its;
      if (open[stream]) open[stream].text += part;
      else lines.push((open[stream] = { text: part }));
      if (part.endsWith('\n')) delete open[stream];
    }
  }
  const last = lines.at(-1);
  return lines.map((line) => (line === last || line.text.endsWith('\n') ? line.text : `${line.text}\n`)).join('');

  /** Typed text continues the unfinished line at the end. */
  function streamOfLast() {
    return Object.keys(open).find((stream) => open[stream] === lines.at(-1)) ?? 'stdout';
  }
}
