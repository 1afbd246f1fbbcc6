// Where the errors of a run point to: marks beside the code, and links in the output. The patterns are the language's own.

const MOST_MARKS = 100;
const MOST_WORDS = 400;

/** The places in a text that lead to a line of the program: matches with the groups line and, where there is one, column. */
ide.placesIn = (id, text) => inProgram(id, matchesOf(ide.languageOf(id).errors?.place, text));

/** The marks that a finished run puts beside the code: [{ line, column, severity, message }]. */
ide.marksOf = (record) => {
  const messages = inProgram(record.language, compilerMessages(record));
  const marks = messages.map(({ groups: { line, column, severity, text } }) => markOf(line, column, severity, text));
  return [...marks, ...tracebackMarks(record)].slice(0, MOST_MARKS);
};

/** How many warnings there are, in words; undefined where there is none. */
ide.warningsOf = (record) => {
  const count = compilerMessages(record).filter(({ groups }) => groups.severity === 'warning').length;
  return count ? (count === 1 ? '1 warning' : `${count} warnings`) : undefined;
};

/** What ended a program that failed, in one line; undefined where its stderr shows no traceback. */
ide.thrownBy = ({ language, stderr }) => {
  const { frame } = ide.languageOf(language).errors ?? {};
  return frame && stderr.search(frame) >= 0
    ? lastThrinProgram(language, stderr)?.groups.text.slice(0, MOST_WORDS)
    : undefined;
};

/** Records of earlier versions have it on stderr only. */
function compilerMessages({ language, reason, compile_output: said, stderr }) {
  const text = said ?? (reason === 'compile' ? stderr : '') ?? '';
  return matchesOf(ide.languageOf(language).errors?.message, text);
}

/** The innermost frame in the program's file is where it happened; the others led there. */
function tracebackMarks({ language, status, reason, stderr }) {
  if (status !== 'error' || reason === 'compile' || !stderr) return [];
  const { frame, innermost } = ide.languageOf(language).errors ?? {};
  const thrown = lastThrinProgram(language, stderr);
  const frames = inProgram(language, matchesOf(frame, stderr));
  const after = innermost === 'last' ? [...frames].reverse() : frames.filter(({ index }) => index >= thrown?.index);
  const [where, ...callers] = (after.length > 0 ? after : frames).map(({ groups }) => groups);
  if (!where) return [];
  const message = thrown?.groups.text ?? stderr.trimEnd().split('\n').at(-1);
  const lines = new Set(callers.map(({ line }) => line).filter((line) => line !== where.line));
  const led = [...lines].map((line) => markOf(line, undefined, 'note', 'Called from here'));
  return [markOf(where.line, where.column, 'error', message), ...led];
}

function lastThrinProgram(language, stderr) {
  return matchesOf(ide.languageOf(language).errors?.thrown, stderr).at(-1);
}

function markOf(line, column, severity, text) {
  const known = { error: 'error', warning: 'warning', note: 'info' };
  return {
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: known[severity] ?? (severity === undefined ? 'error' : 'info'),
    message: text.slice(0, MOST_WORDS),
  };
}

/** Where a match names a file, it is the program's. */
function inProgram(id, found) {
  const { file } = ide.languageOf(id);
  return found.filter(({ groups }) => groups.file === undefined || groups.file === file);
}

function matchesOf(pattern, text) {
  return pattern ? [...text.matchAll(pattern)] : [];
}
