// The places that the errors of a run point to, for marks beside the code and links in the output. Each language has
// its own patterns (`errors` in its language.json).

const MAX_MARKS = 100;
const MAX_MESSAGE_CHARS = 400;

/** The places in a text that name a line of the program: matches with the group `line` and possibly `column`. */
ide.placesIn = (id, text) => inProgram(id, matchesOf(ide.languageOf(id).errors?.place, text));

/** The marks of a finished run, at most MAX_MARKS: [{ line, column, severity, message }]. */
ide.marksOf = (record) => {
  const messages = inProgram(record.language, compilerMessages(record));
  const marks = messages.map(({ groups: { line, column, severity, text } }) => markOf(line, column, severity, text));
  return [...marks, ...tracebackMarks(record)].slice(0, MAX_MARKS);
};

/** The number of compiler warnings, in words; undefined without warnings. */
ide.warningsOf = (record) => {
  const count = compilerMessages(record).filter(({ groups }) => groups.severity === 'warning').length;
  return count ? (count === 1 ? '1 warning' : `${count} warnings`) : undefined;
};

/** The error that ended a program, in one line; undefined when stderr has no traceback. */
ide.thrownBy = ({ language, stderr }) => {
  const { frame } = ide.languageOf(language).errors ?? {};
  return frame && stderr.search(frame) >= 0
    ? lastThrown(language, stderr)?.groups.text.slice(0, MAX_MESSAGE_CHARS)
    : undefined;
};

/** Records of earlier engine versions have the compiler's messages on stderr only. */
function compilerMessages({ language, reason, compile_output: compileOutput, stderr }) {
  const text = compileOutput ?? (reason === 'compile' ? stderr : '') ?? '';
  return matchesOf(ide.languageOf(language).errors?.message, text);
}

/** Marks the innermost frame in the program's file as the error, and the other frames as its callers. */
function tracebackMarks({ language, status, reason, stderr }) {
  if (status !== 'error' || reason === 'compile' || !stderr) return [];
  const { frame, innermost } = ide.languageOf(language).errors ?? {};
  const thrown = lastThrown(language, stderr);
  const frames = inProgram(language, matchesOf(frame, stderr));
  const after = innermost === 'last' ? [...frames].reverse() : frames.filter(({ index }) => index >= thrown?.index);
  const [where, ...callers] = (after.length > 0 ? after : frames).map(({ groups }) => groups);
  if (!where) return [];
  const message = thrown?.groups.text ?? stderr.trimEnd().split('\n').at(-1);
  const lines = new Set(callers.map(({ line }) => line).filter((line) => line !== where.line));
  const led = [...lines].map((line) => markOf(line, undefined, 'note', 'Called from here'));
  return [markOf(where.line, where.column, 'error', message), ...led];
}

function lastThrown(language, stderr) {
  return matchesOf(ide.languageOf(language).errors?.thrown, stderr).at(-1);
}

function markOf(line, column, severity, text) {
  const known = { error: 'error', warning: 'warning', note: 'info' };
  return {
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: known[severity] ?? (severity === undefined ? 'error' : 'info'),
    message: text.slice(0, MAX_MESSAGE_CHARS),
  };
}

/** The matches that name the program's file, or no file. */
function inProgram(id, found) {
  const { file } = ide.languageOf(id);
  return found.filter(({ groups }) => groups.file === undefined || groups.file === file);
}

function matchesOf(pattern, text) {
  return pattern ? [...text.matchAll(pattern)] : [];
}
