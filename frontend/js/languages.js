// The languages: at first as the page was built with them (vendor/languages.js), then as GET /languages describes them.

/**
 * By id: { id, name, file, extensions, comment, editor, errors, sample, examples }; the engine adds version, limits,
 * ready.
 */
ide.languages = new Map();
/** The languages that the user can choose, in the engine's order. */
ide.offered = [];

ide.languageOf = (id) => ide.languages.get(id) ?? { id, name: id };
ide.languageName = (id) => ide.languageOf(id).name;

/**
 * Offers these languages. Their fields replace known ones; fields that an older engine does not send keep their values.
 */
ide.setLanguages = (languages) => {
  for (const language of languages) {
    const nothing = { extensions: [], editor: {}, errors: {}, examples: [] };
    const all = { ...nothing, ...ide.languages.get(language.id), ...language };
    ide.languages.set(language.id, { ...all, errors: compiledErrors(all.errors) });
  }
  ide.offered = languages.map(({ id }) => ide.languages.get(id));
};

/** A sentence when a language cannot be run now; undefined when it can. */
ide.whyUnavailable = (id) => {
  const { ready, not_ready_because: why, name } = ide.languageOf(id);
  return ready === false ? (why ?? `${name} cannot be run at the moment.`) : undefined;
};

/** The limits of a run: those of the submission, and otherwise those of its language. */
ide.limitsOf = (record, program) => ({
  ...ide.languageOf(record.language).limits,
  ...(record.limits ?? program?.limits),
});

/** The language of a file, by the extension; undefined when no language has this extension. */
ide.languageOfFile = (name) => {
  const extension = name.split('.').at(-1).toLowerCase();
  return ide.offered.find(({ extensions }) => extensions.includes(extension));
};

/** The patterns among the fields, compiled. */
function compiledErrors(errors) {
  const regExp = ([name, value]) => [name, PATTERNS.has(name) ? ide.patternOf(value) : value];
  return Object.fromEntries(Object.entries(errors).map(regExp));
}

const PATTERNS = new Set(['place', 'message', 'frame', 'thrown', 'refused', 'endOfInput']);

/** Undefined when this browser does not support the pattern. */
ide.patternOf = (pattern) => {
  try {
    return new RegExp(pattern, 'gm');
  } catch {
    return undefined;
  }
};

ide.setLanguages(ide.builtLanguages ?? []);
