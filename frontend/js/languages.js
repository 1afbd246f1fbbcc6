// The languages: as their folders described them when the page was built, and as the engine tells of them once it answers.

/** By id: { id, name, file, extensions, comment, editor, errors, sample, examples }, and from the engine version, limits, ready. */
ide.languages = new Map();
/** Those that can be chosen, in their order. */
ide.offered = [];

ide.languageOf = (id) => ide.languages.get(id) ?? { id, name: id };
ide.languageName = (id) => ide.languageOf(id).name;

/** These are offered. What the engine says comes over what was known; an older engine says less. */
ide.learnLanguages = (languages) => {
  for (const language of languages) {
    const nothing = { extensions: [], editor: {}, errors: {}, examples: [] };
    const all = { ...nothing, ...ide.languages.get(language.id), ...language };
    ide.languages.set(language.id, { ...all, errors: compiledErrors(all.errors) });
  }
  ide.offered = languages.map(({ id }) => ide.languages.get(id));
};

/** A sentence where a language cannot be run now; undefined where it can. */
ide.whyAway = (id) => {
  const { ready, not_ready_because: why, name } = ide.languageOf(id);
  return ready === false ? (why ?? `${name} cannot be run at the moment.`) : undefined;
};

/** What a run was allowed: its own narrower limits, where they are known, and else those of its language. */
ide.limitsOf = (record, program) => ({
  ...ide.languageOf(record.language).limits,
  ...(record.limits ?? program?.limits),
});

/** The language whose files end so. */
ide.languageOfFile = (name) => {
  const ending = name.split('.').at(-1).toLowerCase();
  return ide.offered.find(({ extensions }) => extensions.includes(ending));
};

/** A pattern that this browser does not know finds nothing. */
function compiledErrors(errors) {
  const regExp = ([name, value]) => [name, PATTERNS.has(name) ? ide.patternOf(value) : value];
  return Object.fromEntries(Object.entries(errors).map(regExp));
}

const PATTERNS = new Set(['place', 'message', 'frame', 'thrown', 'refused', 'endOfInput']);

ide.patternOf = (pattern) => {
  try {
    return new RegExp(pattern, 'gm');
  } catch {
    return undefined;
  }
};

ide.learnLanguages(ide.builtLanguages ?? []);
