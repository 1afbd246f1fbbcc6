// The programs that are written here: code and input of each language, kept over a reload.
// A tab keeps its own; a new tab begins with what was written last.

const KEEP_AFTER_MS = 300;

ide.createPrograms = ({ editor, input, onShow }) => {
  let language;
  let timer;
  /** A program that is only looked at is not kept. */
  let looking = false;
  addEventListener('pagehide', keepNow);

  return {
    language: () => language,
    request: () => ({ language, code: editor.text(), input: input.value }),
    keep() {
      clearTimeout(timer);
      timer = setTimeout(keepNow, KEEP_AFTER_MS);
    },
    keepNow,
    choose,
    replace,
    look,
    take,
    move,
    isWorthKeeping,
  };

  function choose(wanted) {
    keepNow();
    looking = false;
    language = wanted;
    keepLanguage();
    const { code, input: stdin } = draft(language);
    editor.show(language, code);
    input.value = stdin;
    onShow(language);
  }

  /** Puts another program in the editor and gives back the one that was there, so that it can be put back. */
  function replace(program) {
    choose(program.language);
    const before = { language, code: editor.text(), input: input.value };
    editor.replace(program.code);
    if (program.input !== undefined) input.value = program.input;
    keepNow();
    return before;
  }

  /** Takes what is in the editor to another language; its own language begins anew. */
  function move(to) {
    const [from, program] = [language, { language: to, code: editor.text(), input: input.value }];
    const before = replace(program);
    for (const store of [ide.tab, ide.browser]) store.set(`program:${from}`, undefined);
    return before;
  }

  /** Shows a program; nothing of it is kept before it is taken. */
  function look(program) {
    keepNow();
    looking = true;
    language = program.language;
    editor.show(language, program.code, 'looked at');
    input.value = program.input;
    onShow(language);
  }

  /** Keeps what was looked at, in the place of the language's program, which is given back. */
  function take() {
    const before = { language, ...draft(language) };
    looking = false;
    editor.rename(language);
    keepLanguage();
    keepNow();
    return before;
  }

  /** False for what can be had again: nothing, an example, the language's sample, or what is there now. */
  function isWorthKeeping(program) {
    const { sample } = ide.languageOf(program.language);
    const known = [{ code: '' }, { code: sample }, ...ide.examplesOf(program.language)];
    if (known.some(({ code }) => code === program.code)) return false;
    return program.language !== language || program.code !== editor.text();
  }

  function keepLanguage() {
    for (const store of [ide.browser, ide.tab]) store.set('language', language);
  }

  function draft(id) {
    const kept = ide.tab.get(`program:${id}`) ?? ide.browser.get(`program:${id}`);
    return kept ?? ide.examplesOf(id)[0] ?? { code: ide.languageOf(id).sample ?? '', input: '' };
  }

  function keepNow() {
    clearTimeout(timer);
    if (!language || looking) return;
    const program = { code: editor.text(), input: input.value };
    for (const store of [ide.tab, ide.browser]) store.set(`program:${language}`, program);
  }
};
