// What the program has written: collected, painted a share in each frame, and compared with the record at the end.

/** What is painted at once at the least, and the time after which the next frame paints the rest: the page stays alive. */
const SHARE_CHARS = 8192;
const SHARE_MS = 40;

/** `screens` has where each stream is shown; `onPaint` is called when that has changed. */
ide.createOutput = ({ screens, scroll, onPaint }) => {
  let waiting = [];
  let frame = 0;
  /** Called when all is painted. */
  let then;
  /** As it came: [{ stream, text }]. */
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

  /** Calls back when all that was added is on the screen; never if a run begins before. */
  function afterPaint(callback) {
    then = callback;
    if (waiting.length === 0 || document.hidden) paint(); // no frames come where nobody looks
  }

  /** For a run that begins: nothing has been written. */
  function begin() {
    reset();
    empty();
  }

  /** Takes what is shown away; what the program wrote is still known. */
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

  /** True if what was added is what the final record holds. */
  function has(record) {
    const whole = { stdin: 0, stdout: 0, stderr: 0, compiler: 0 };
    for (const { stream, text } of ide.outputOf(record)) whole[stream] += text.length;
    return Object.keys(whole).every((stream) => whole[stream] === lengths[stream]);
  }
};

/** What a person typed has no escapes. */
function asItIs(text) {
  return [{ text, classes: '', style: {} }];
}

/**
 * What a final record holds, in the order in which it is shown. The messages of a failed compile are on stderr; what a
 * program took of its input in a dialogue is on stdin.
 */
ide.outputOf = ({ reason, compile_output: said, stdout, stderr, tests, transcript }) => [
  { stream: 'compiler', text: reason === 'compile' ? '' : (said ?? '') },
  ...(reason !== 'compile' && transcript?.length > 0 ? transcript : inTwo({ reason, stdout, stderr, tests })),
];

const inTwo = ({ reason, stdout, stderr, tests }) => [
  { stream: 'stdout', text: tests && reason !== 'compile' ? tests.map(ide.lineOfTest).join('') : stdout },
  { stream: 'stderr', text: stderr },
];

/** A test as text, for what is copied and saved. */
ide.lineOfTest = (test) => {
  const { name, verdict, message, difference } = test;
  const where = difference
    ? ` Expected ${JSON.stringify(difference.expected)}, got ${JSON.stringify(difference.got)}.`
    : '';
  return `${ide.markOf(verdict)} ${name}: ${ide.words.verdict(test)}${message ? `. ${message}` : ''}${where}\n`;
};

/** Escapes and all; a line in which the other stream has written is put together again, as it is on the screen. */
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

  /** What is typed goes on in the line that waits for it. */
  function streamOfLast() {
    return Object.keys(open).find((stream) => open[stream] === lines.at(-1)) ?? 'stdout';
  }
}
