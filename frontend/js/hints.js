// What the page can tell of a run beyond its record: input that was not there, a program in another language's tab.

/** One sentence for a finished run; what the headline says already is not said again. */
ide.sentenceOf = (record, program) => {
  const { reason, message } = record;
  const said = reason === 'exit' ? lastWords(record) : (message ?? '');
  const missing = ide.missesInput(record, program);
  if (!missing) return said;
  return reason === 'exit' || !said ? missing : `${said} ${missing}`;
};

/** A sentence where the program read input that was not there; undefined where it did not, or nobody can know. */
ide.missesInput = ({ reason, language, stderr }, { code, input }) => {
  if (['compile', 'cancelled', 'internal'].includes(reason)) return undefined;
  const isEmpty = input === '';
  if (language === 'python' && /\bEOFError: EOF when reading a line\s*$/.test(stderr)) {
    const what = isEmpty ? 'for input, and Input is empty' : 'for more than Input has';
    return `The program asked ${what}: type the answers there, one a line.`;
  }
  const reads = READS[language]?.test(code) && (language !== 'python' || reason === 'exit');
  return isEmpty && reads ? 'The program reads input, and Input is empty: type it there, one a line.' : undefined;
};

const READS = {
  python: /\bsys\.stdin\b/,
  cpp: /\b(?:cin|scanf|getchar|gets|stdin)\b/,
  c: /\b(?:scanf|getchar|gets|stdin)\b/,
};

/** The last line of a traceback says what went wrong. */
function lastWords({ language, stderr }) {
  const last = stderr.trimEnd().split('\n').at(-1);
  return language === 'python' && /^\s*File "/m.test(stderr) && /^[\w.]+(?:: .*)?$/.test(last)
    ? last.slice(0, 300)
    : '';
}

/** Another language than the one it was run in, where the program failed for that reason: an id of a language. */
ide.rightLanguage = ({ reason, language, stderr }, { code }) => {
  const isRefused = reason === 'compile' || (reason === 'exit' && /^(?:Syntax|Indentation)Error\b/m.test(stderr));
  const seems = isRefused ? seemingLanguage(code) : undefined;
  return seems === language || (seems === 'c' && language === 'cpp') ? undefined : seems;
};

function seemingLanguage(code) {
  if (/^[ \t]*#[ \t]*include\b|\bint\s+main\s*\(/m.test(code)) return CPP.test(code) ? 'cpp' : 'c';
  return PYTHON.test(code) ? 'python' : undefined;
}

const CPP = /\bstd::|\b(?:cout|cin)\b|\busing\s+namespace\b|\btemplate\s*<|\bclass\s+\w+|#\s*include\s*<(?!\w+\.h>)/;
const PYTHON =
  /^[ \t]*(?:def|class|if|for|while|elif|else|try|with)\b[^;{}]*:[ \t]*(?:#.*)?$|^(?:from \w[\w.]* )?import \w|^[ \t]*print\(/m;

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
