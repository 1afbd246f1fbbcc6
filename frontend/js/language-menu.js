// The menu of languages, as the engine offers them.

/** The time between two requests while a language is not ready. */
const ASK_AGAIN_MS = 10_000;

ide.createLanguageMenu = ({ select, api, programs }) => {
  ide.setLanguages(ide.browser.get('languages') ?? ide.offered);
  return { load, show, whyUnavailable };

  /** Asks the engine for its languages, and again every 10 s while one of them is not ready. */
  async function load() {
    const languages = await api.languages();
    ide.browser.set('languages', languages);
    ide.setLanguages(languages);
    show();
    if (languages.some(({ id }) => ide.whyUnavailable(id))) setTimeout(() => load().catch(untilNextRun), ASK_AGAIN_MS);
  }

  /** Shows the languages. Where the chosen one is not among them, the first one is chosen. */
  function show() {
    select.replaceChildren(...ide.offered.map(optionOf));
    if (ide.offered.length > 0 && !ide.offered.some(({ id }) => id === programs.language())) {
      return programs.choose(ide.offered[0].id);
    }
    select.value = programs.language();
  }

  /**
   * A sentence when a language cannot be run; undefined when it can. Asks the engine anew if the language was not ready.
   */
  async function whyUnavailable(language) {
    if (ide.whyUnavailable(language)) await load().catch(untilNextRun);
    return ide.whyUnavailable(language);
  }

  function untilNextRun() {}

  function optionOf({ id, name, version }) {
    const why = ide.whyUnavailable(id);
    const option = new Option(why ? `${name} · not available` : version ? `${name} · ${version}` : name, id);
    option.className = why ? 'unavailable' : '';
    option.title = why ?? '';
    return option;
  }
};
