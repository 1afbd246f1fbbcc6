// What the page knows of the languages beyond GET /languages: file names, and where errors are written.

ide.languageFiles = {
  python: { file: 'main.py', extensions: ['py', 'pyw'] },
  cpp: { file: 'main.cpp', extensions: ['cpp', 'cc', 'cxx', 'c++', 'hpp', 'h'] },
  c: { file: 'main.c', extensions: ['c'] },
};

/** Until the engine has said what it runs. */
ide.knownLanguages = [
  { id: 'python', name: 'Python' },
  { id: 'cpp', name: 'C++' },
  { id: 'c', name: 'C' },
];

ide.languageName = (id) => ide.knownLanguages.find((language) => language.id === id)?.name ?? id;

/**
 * Where a compiler or a traceback points to: `main.cpp:3:5` or `File "main.py", line 3`. A program can write anything:
 * the patterns here take time in proportion to the text.
 */
ide.placePattern = () =>
  /main\.(?:cpp|c):(?<line>\d+)(?::(?<column>\d+))?|File "(?:[^"\n]*\/)?main\.py", line (?<pyLine>\d+)/g;

/** The marks that a finished run puts beside the code: [{ line, column, severity, message }]. */
ide.marksOf = (record) => {
  if (record.language !== 'python') return compilerMarks(compilerTextOf(record));
  return record.status === 'error' && record.stderr ? tracebackMarks(record.stderr) : [];
};

/** How many warnings there are, in words; undefined where there is none. */
ide.warningsOf = (record) => {
  const count = compilerTextOf(record).match(/: warning: /g)?.length;
  return count && (count === 1 ? '1 warning' : `${count} warnings`);
};

/** Records of earlier versions have it on stderr only. */
function compilerTextOf({ reason, compile_output: said, stderr }) {
  return said ?? (reason === 'compile' ? stderr : '') ?? '';
}

const MOST_MARKS = 100;
const MOST_WORDS = 400;

function compilerMarks(text) {
  const pattern = /^(?:\S*\/)?main\.(?:cpp|c):(\d+):(\d+): (?:fatal )?(error|warning|note): (.*)$/gm;
  return Array.from(take(text.matchAll(pattern)), ([, line, column, kind, message]) => ({
    line: Number(line),
    column: Number(column),
    severity: kind === 'note' ? 'info' : kind,
    message: message.slice(0, MOST_WORDS),
  }));
}

/** The last frame in the file is where it happened; the ones before it led there. */
function tracebackMarks(text) {
  const frames = [...take(text.matchAll(/^[ \t]*File "(?:[^"\n]*\/)?main\.py", line (\d+)/gm))];
  const message = text.trimEnd().split('\n').at(-1).slice(0, MOST_WORDS);
  const lines = [...new Set(frames.map(([, line]) => Number(line)).reverse())];
  return lines.map((line, index) => ({
    line,
    column: null,
    severity: index === 0 ? 'error' : 'info',
    message: index === 0 ? message : 'Called from here',
  }));
}

function take(matches) {
  return matches.take ? matches.take(MOST_MARKS) : [...matches].slice(0, MOST_MARKS);
}
