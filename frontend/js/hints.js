// Hints that are not in the record: the input was missing, or the program is in another language.

/** One sentence about a finished run, without what the headline says. */
ide.sentenceOf = (record, program) => {
  const { reason, message } = record;
  const sentence = reason === 'exit' ? (ide.thrownBy(record) ?? '') : (message ?? '');
  const missing = ide.missesInput(record, program);
  if (!missing) return sentence;
  return reason === 'exit' || !sentence ? missing : `${sentence} ${missing}`;
};

/** A sentence when the program read more input than there was; undefined when it did not, or when that is unknown. */
ide.missesInput = ({ reason, language, stderr }, { code, input, interactive }) => {
  if (interactive || ['compile', 'cancelled', 'internal', 'idle'].includes(reason)) return undefined;
  const isEmpty = input === '';
  const { errors = {}, editor = {} } = ide.languageOf(language);
  if (has(stderr, errors.endOfInput)) {
    const what = isEmpty ? 'for input, and Input is empty' : 'for more than Input has';
    return `The program asked ${what}: type the answers there, one per line.`;
  }
  // a language with an error for the end of input shows it, so a program that did not fail had enough input
  const reads = (!errors.endOfInput || reason === 'exit') && has(code, editor.reads);
  return isEmpty && reads
    ? 'The program reads input, and Input is empty: type it there, one answer per line.'
    : undefined;
};

/** Whether a program seems to read its input; true when the language has no pattern for that. */
ide.seemsToRead = ({ language, code }) => {
  const { reads, asks } = ide.languageOf(language).editor ?? {};
  return (!reads && !asks) || has(code, reads) || has(code, asks);
};

/**
 * The id of the language in which the program seems to be written, when it failed because it was run in another one.
 */
ide.rightLanguage = ({ reason, language, stderr }, { code }) => {
  const isRefused =
    reason === 'compile' || (reason === 'exit' && has(stderr, ide.languageOf(language).errors?.refused));
  const seems = isRefused ? seemingLanguage(code) : undefined;
  return seems === undefined || seems.id === language || takes(language, seems) ? undefined : seems.id;
};

/**
 * The language whose signs (`editor.looksLike`) are all in the program; the one with the most signs, when several are.
 */
function seemingLanguage(code) {
  const candidates = ide.offered.filter((one) => signsOf(one).length > 0);
  const likely = candidates.filter((one) => signsOf(one).every((sign) => has(code, sign)));
  return likely.sort((one, other) => signsOf(other).length - signsOf(one).length)[0];
}

/** Whether a language also accepts programs of another one: then it has all signs of the other one. */
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

/** A title of a program, for a list: its first line that is not boilerplate, at most 80 characters. */
ide.titleOf = ({ code }) => {
  const lines = code.split('\n', 200).map((line) => line.trim().slice(0, 200));
  const full = lines.filter((line) => /\w/.test(line));
  const first = full.find((line) => !PREPARES.test(line)) ?? full.find((line) => !line.startsWith('#')) ?? full[0];
  return (first ?? 'An empty program').replace(/^(?:#+(?=\s)|\/\/+|\/\*+|""")\s*|\s*(?:\*\/|""")$/g, '').slice(0, 80);
};

/** Lines that many programs begin with, which say nothing about the program. */
const PREPARES =
  /^(?:#!|#.*coding[:=]|#\s*(?:include|define|pragma|if|ifdef|ifndef|endif)\b|import\b|from\b.*\bimport\b|using\b|typedef\b|int\s+main\b)/;
