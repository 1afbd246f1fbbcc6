// What the page can tell of a run beyond its record: input that was not there, a program in another language's tab.

/** One sentence for a finished run; what the headline says already is not said again. */
ide.sentenceOf = (record, program) => {
  const { reason, message } = record;
  const said = reason === 'exit' ? (ide.thrownBy(record) ?? '') : (message ?? '');
  const missing = ide.missesInput(record, program);
  if (!missing) return said;
  return reason === 'exit' || !said ? missing : `${said} ${missing}`;
};

/** A sentence where the program read input that was not there; undefined where it did not, or nobody can know. */
ide.missesInput = ({ reason, language, stderr }, { code, input, interactive }) => {
  if (interactive || ['compile', 'cancelled', 'internal', 'idle'].includes(reason)) return undefined;
  const isEmpty = input === '';
  const { errors = {}, editor = {} } = ide.languageOf(language);
  if (has(stderr, errors.endOfInput)) {
    const what = isEmpty ? 'for input, and Input is empty' : 'for more than Input has';
    return `The program asked ${what}: type the answers there, one a line.`;
  }
  // a language that complains of input that has ended is asked only about programs that failed
  const reads = (!errors.endOfInput || reason === 'exit') && has(code, editor.reads);
  return isEmpty && reads ? 'The program reads input, and Input is empty: type it there, one a line.' : undefined;
};

/** Whether a program seems to read its input; where nobody can know, it may. */
ide.seemsToRead = ({ language, code }) => {
  const { reads, asks } = ide.languageOf(language).editor ?? {};
  return (!reads && !asks) || has(code, reads) || has(code, asks);
};

/** Another language than the one it was run in, where the program failed for that reason: an id of a language. */
ide.rightLanguage = ({ reason, language, stderr }, { code }) => {
  const isRefused =
    reason === 'compile' || (reason === 'exit' && has(stderr, ide.languageOf(language).errors?.refused));
  const seems = isRefused ? seemingLanguage(code) : undefined;
  return seems === undefined || seems.id === language || takes(language, seems) ? undefined : seems.id;
};

/** The language with the most signs, of those all of whose signs are there. */
function seemingLanguage(code) {
  const candidates = ide.offered.filter((one) => signsOf(one).length > 0);
  const likely = candidates.filter((one) => signsOf(one).every((sign) => has(code, sign)));
  return likely.sort((one, other) => signsOf(other).length - signsOf(one).length)[0];
}

/** A language that has all signs of another one takes its programs as well. */
function takes(id, other) {
  const signs = new Set(signsOf(ide.languageOf(id)));
  return signsOf(other).every((sign) => signs.has(sign));
}

function signsOf({ editor }) {
  return editor?.looksLike ?? [];
}

function has(text, pattern) {
  const known = typeof pattern === 'string' ? ide.patternOf(pattern) : pattern;
  return known !== undefined && text.search(known) >= 0;
}

/** What a program is about, for a list: its first line that says something. */
ide.titleOf = ({ code }) => {
  const lines = code.split('\n', 200).map((line) => line.trim().slice(0, 200));
  const full = lines.filter((line) => /\w/.test(line));
  const first = full.find((line) => !PREPARES.test(line)) ?? full.find((line) => !line.startsWith('#')) ?? full[0];
  return (first ?? 'An empty program').replace(/^(?:#+(?=\s)|\/\/+|\/\*+|""")\s*|\s*(?:\*\/|""")$/g, '').slice(0, 80);
};

/** Lines that many programs begin with. */
const PREPARES =
  /^(?:#!|#.*coding[:=]|#\s*(?:include|define|pragma|if|ifdef|ifndef|endif)\b|import\b|from\b.*\bimport\b|using\b|typedef\b|int\s+main\b)/;
