// ANSI escapes: colours and styles by the vendored parser, erasing and the cursor by this file; all others are left out.

/**
 * Turns text, piece by piece, into runs of one style, { text, classes, style }, what erases, { erase }: 'end', 'start' or
 * 'line' of the line that is written, all 'above' or 'below', or all that is shown: 'screen'; and what moves the cursor,
 * { move: { to, by } }: the last character of the escape, and its numbers.
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

/** The sixteen that the page's theme colours; the others are given as they are. */
const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
NAMES.push(...NAMES.map((name) => `bright${name[0].toUpperCase()}${name.slice(1)}`));

const ESC = '\u001b';
const BELL = '\u0007';
/** Control sequences, operating system commands, and the escapes of two or three characters. */
const ESCAPE = new RegExp(`${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)|[ -/]*[0-~])`, 'g');
/** The beginning of one at the end of a piece: the rest comes with the next. */
const UNFINISHED = new RegExp(`${ESC}(?:\\[[0-?]{0,60}|\\][^${BELL}${ESC}]{0,200})?$`);
const COLOURS = new RegExp(`^${ESC}\\[[\\d;]*m$`);

/** Erases, or moves the cursor. */
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
