// ANSI colours: the vendored parser reads them; without it the escapes are left out.

/** Turns text, piece by piece, into runs of one style: [{ text, classes, style }]. Other escapes are left out. */
ide.createAnsi = () => {
  const parser = window.Vendor?.createAnsiSequenceParser();
  const palette = window.Vendor?.createColorPalette();
  let held = '';

  return function read(piece) {
    const whole = held + piece;
    held = UNFINISHED.exec(whole)?.[0] ?? '';
    const text = whole.slice(0, whole.length - held.length);
    if (!text.includes(ESC)) return parser ? parser.parse(text).map(runOf) : plain(text);
    return parser ? parser.parse(text.replace(ESCAPE, coloursOnly)).map(runOf) : plain(text.replace(ESCAPE, ''));
  };

  function plain(text) {
    return text === '' ? [] : [{ text, classes: '', style: {} }];
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

function coloursOnly(sequence) {
  if (!COLOURS.test(sequence)) return '';
  return sequence === `${ESC}[m` ? `${ESC}[0m` : sequence;
}
