// The programs that are written here: code, input and tests of each language, kept over a reload.
// A tab keeps its own; a new tab begins with what was written last.

const KEEP_AFTER_MS = 300;

/** `onShow(language)` when another one is shown; `onTooMuch` when this browser cannot keep the tests. */
ide.createPrograms = ({ editor, input, tests, onShow, onTooMuch }) => {
  let language;
  let timer;
  /** A program that is only looked at is not kept. */
  let looking = false;
  /** The plan that was kept last, as it was then. */
  let kept;
  /** How much there is of the example whose input is in the input, from 0 to 1. */
  let left = 0;
  addEventListener('pagehide', keepNow);

  return {
    language: () => language,
    /** All of it, with a plan where there are tests. */
    all,
    /** What is run: with its input, or with its tests; undefined where there are none. */
    request: () => ({ language, code: editor.text(), input: input.value }),
    requestTests() {
      const plan = ide.planToSend(tests.plan());
      return plan && { language, code: editor.text(), plan };
    },
    keep() {
      dropInputOfExample();
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

  function all() {
    const plan = ide.planToSend(tests.plan());
    return { language, code: editor.text(), input: input.value, ...(plan && { plan }) };
  }

  function choose(wanted) {
    keepNow();
    looking = false;
    language = wanted;
    keepLanguage();
    const { code, input: stdin, plan } = draft(language);
    editor.show(language, code);
    input.value = stdin;
    left = partLeft();
    showTests(plan);
    onShow(language);
  }

  /** Puts another program in the editor and gives back the one that was there, so that it can be put back. */
  function replace(program) {
    choose(program.language);
    const before = { plan: ide.noTests, ...all() };
    editor.replace(program.code);
    if (program.input !== undefined) input.value = program.input;
    left = partLeft();
    if (program.plan) tests.show(program.plan);
    keepNow();
    return before;
  }

  /** Takes what is in the editor to another language; its own language begins anew. */
  function move(to) {
    const [from, program] = [language, { plan: ide.noTests, ...all(), language: to }];
    const before = replace(program);
    for (const store of [ide.tab, ide.browser]) {
      for (const what of ['program', 'tests']) store.set(`${what}:${from}`, undefined);
    }
    return before;
  }

  /** Shows a program; nothing of it is kept before it is taken. */
  function look(program) {
    keepNow();
    looking = true;
    language = program.language;
    editor.show(language, program.code, 'looked at');
    input.value = program.input;
    left = partLeft();
    showTests(program.plan);
    onShow(language);
  }

  /** Another program that takes the place of an example does not read its input; who rewrites an example line by line keeps it. */
  function dropInputOfExample() {
    const part = partLeft();
    if (left - part > 0.5) input.value = '';
    left = part;
  }

  function partLeft() {
    const example = ide.examplesOf(language).find((one) => one.input && one.input === input.value);
    if (!example) return 0;
    const lines = example.code.split('\n').filter((line) => line.trim());
    const now = new Set(editor.text().split('\n'));
    return lines.filter((line) => now.has(line)).length / lines.length;
  }

  function showTests(plan) {
    tests.show(plan);
    kept = tests.plan();
  }

  /** Keeps what was looked at, in the place of the language's program, which is given back. */
  function take() {
    const before = { language, plan: ide.noTests, ...draft(language) };
    [looking, kept] = [false, undefined];
    editor.rename(language);
    keepLanguage();
    keepNow();
    return before;
  }

  /** False for what can be had again: nothing, an example, the language's sample, or what is there now. */
  function isWorthKeeping(program) {
    const { sample } = ide.languageOf(program.language);
    if (!ide.isSamePlan(program.plan, tests.plan()) && program.plan?.tests.length > 0) return true;
    const known = [{ code: '' }, { code: sample }, ...ide.examplesOf(program.language)];
    if (known.some(({ code }) => code === program.code)) return false;
    return program.language !== language || program.code !== editor.text();
  }

  function keepLanguage() {
    for (const store of [ide.browser, ide.tab]) store.set('language', language);
  }

  function draft(id) {
    const store = [ide.tab, ide.browser].find((one) => one.get(`program:${id}`));
    if (!store) return ide.examplesOf(id)[0] ?? { code: ide.languageOf(id).sample ?? '', input: '' };
    const plan = store.get(`tests:${id}`);
    return { ...store.get(`program:${id}`), ...(ide.isPlan(plan) && { plan }) };
  }

  function keepNow() {
    clearTimeout(timer);
    if (!language || looking) return;
    const program = { code: editor.text(), input: input.value };
    for (const store of [ide.tab, ide.browser]) store.set(`program:${language}`, program);
    if (kept !== tests.plan()) keepTests();
  }

  /** By themselves, because there may be megabytes of them: the code is kept whether they are or not. */
  function keepTests() {
    kept = tests.plan();
    const plan = ide.planToSend(kept);
    for (const store of [ide.tab, ide.browser]) {
      if (store.set(`tests:${language}`, plan) || !plan) continue;
      store.set(`tests:${language}`, undefined); // rather none than old ones
      onTooMuch();
    }
  }
};
