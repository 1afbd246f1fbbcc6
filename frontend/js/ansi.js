// ANSI escape sequences. The bundled parser reads colours and styles, this file reads what erases and what moves the
// cursor; all others are dropped.

/**
 * Returns a function that turns a stream of text, piece by piece, into runs of one style, { text, classes, style },
 * erase commands, { erase }, and cursor movements, { move: { to, by } }. A program erases the 'end' or the 'start' of the
 * current line, the whole 'line', everything 'above' or 'below' the cursor, or the whole 'screen'. `to` is the last
 * character of the escape sequence, `by` has its numbers.
 */
ide.createAnsi = () => {
  const parser = window.Vendor?.createAnsiSequenceParser();
  const palette = window.Vendor?.createColorPalette();
  let held = '';

  return function read(piece) {
    const whole = held + piece;
    held = UNFINISHED.exec(whole)?.[0] ?? '';
    const text = whole.slice(0, whole.length - held.length);
    if (!text.includes(ESC)) return runsOf(text);
    return text.split(COMMAND).flatMap((part, index) => (index % 2 === 0 ? runsOf(part) : commandOf(part)));
  };

  function runsOf(text) {
    if (text === '') return [];
    const coloured = text.includes(ESC) ? text.replace(ESCAPE, parser ? coloursOnly : '') : text;
    return parser ? parser.parse(coloured).map(runOf) : [{ text: coloured, classes: '', style: {} }];
  }

  function runOf({ value, foreground, background, decorations }) {
    const [front, back] = decorations.has('reverse') ? [background, foreground] : [foreground, background];
    const classes = [...decorations].map((name) => `ansi-${name}`);
    const style = {};
    if (front) addColour(front, 'color');
    if (back) addColour(back, 'backgroundColor');
    return { text: value, classes: classes.join(' '), style };

    function addColour(colour, property) {
      const named = colour.type === 'named' ? colour.name : NAMES[colour.index];
      if (named) classes.push(`ansi-${property === 'color' ? 'fg' : 'bg'}-${named}`);
      else style[property] = palette.value(colour);
    }
  }
};

/** The sixteen colours that the theme defines (css/ansi.css). Other colours are shown as the program names them. */
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
NAMES.push(...NAMES.map((name) => `bright${name[0].toUpperCase()}${name.slice(1)}`));

const ESC = '\u001b';
const BELL = '\u0007';
/** CSI and OSC sequences, and the escape sequences of two or three characters. */
const ESCAPE = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)|[ -/]*[0-~])`, 'g');
/** The beginning of an escape sequence at the end of a piece. The next piece has the rest of the sequence. */
const UNFINISHED = new RegExp(`${ESC}(?:\\[[0-?]{0,60}|\\][^${BELL}${ESC}]{0,200})?$`);
const COLOURS = new RegExp(`^${ESC}\\[[\\d;]*m$`);

/** An erase command, or a cursor movement. */
const COMMAND = new RegExp(`(${ESC}\\[(?:\\d*(?:;\\d*)?[A-HJKdf]|[su])|${ESC}[78c])`);
const ERASES = {
  '[K': 'end',
  '[0K': 'end',
  '[1K': 'start',
  '[2K': 'line',
  '[J': 'below',
  '[0J': 'below',
  '[1J': 'above',
  '[2J': 'screen',
  '[3J': 'screen',
  c: 'screen',
};

function commandOf(sequence) {
  const erase = ERASES[sequence.slice(ESC.length)];
  if (erase) return [{ erase }];
  const to = sequence.at(-1);
  return /[JK]/.test(to) ? [] : [{ move: { to, by: sequence.slice(2, -1).split(';').map(Number) } }];
}

function coloursOnly(sequence) {
  if (!COLOURS.test(sequence)) return '';
  return sequence === `${ESC}[m` ? `${ESC}[0m` : sequence;
}
