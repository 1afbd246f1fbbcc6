// The user's programs: code, input and tests of each language. They survive a reload.
// Each tab stores its own; a new tab begins with what was written last in any tab.

const KEEP_AFTER_MS = 300;

/** `onShow(language)` is called when another program is shown; `onTooMuch` when this browser cannot store the tests. */
ide.createPrograms = ({ editor, input, tests, onShow, onTooMuch }) => {
  let language;
  let timer;
  /** Whether a shared program is shown, which is not stored. */
  let isShared = false;
  /** The plan that was stored last. */
  let kept;
  /**
   * The part of the example's lines that are still in the program, from 0 to 1, while the example's input is unchanged.
   */
  let left = 0;
  addEventListener('pagehide', keepNow);

  return {
    language: () => language,
    /** Code and input, and the plan if there are tests. */
    all,
    /** The program with its input, to be submitted. */
    request: () => ({ language, code: editor.text(), input: input.value }),
    /** The program with its tests, to be submitted; undefined without tests. */
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
    showShared,
    keepShared,
    move,
    isWorthKeeping,
  };

  function all() {
    const plan = ide.planToSend(tests.plan());
    return { language, code: editor.text(), input: input.value, ...(plan && { plan }) };
  }

  function choose(wanted) {
    keepNow();
    isShared = false;
    language = wanted;
    keepLanguage();
    const { code, input: stdin, plan } = draft(language);
    editor.show(language, code);
    input.value = stdin;
    left = partLeft();
    showTests(plan);
    onShow(language);
  }

  /** Puts a program into the editor. Returns the previous one, so that it can be put back. */
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

  /**
   * Moves the program to another language. Returns that language's previous program. The old language begins with its
   * first example.
   */
  function move(to) {
    const [from, program] = [language, { plan: ide.noTests, ...all(), language: to }];
    const before = replace(program);
    for (const store of [ide.tab, ide.browser]) {
      for (const what of ['program', 'tests']) store.set(`${what}:${from}`, undefined);
    }
    return before;
  }

  /** Shows a shared program. Nothing of it is stored before `keepShared`. */
  function showShared(program) {
    keepNow();
    isShared = true;
    language = program.language;
    editor.show(language, program.code, 'looked at');
    input.value = program.input;
    left = partLeft();
    showTests(program.plan);
    onShow(language);
  }

  /**
   * Empties the example's input when another program replaces the example at once, and keeps it when the user edits the
   * example.
   */
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

  /** Stores the shared program as the language's program. Returns the previous one. */
  function keepShared() {
    const before = { language, plan: ide.noTests, ...draft(language) };
    [isShared, kept] = [false, undefined];
    editor.rename(language);
    keepLanguage();
    keepNow();
    return before;
  }

  /**
   * False for a program that is not lost: an empty one, an example, the language's sample, or the one that is shown.
   */
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
    if (!language || isShared) return;
    const program = { code: editor.text(), input: input.value };
    for (const store of [ide.tab, ide.browser]) store.set(`program:${language}`, program);
    if (kept !== tests.plan()) keepTests();
  }

  /** Stores the tests apart from the code, because megabytes of tests may not fit. */
  function keepTests() {
    kept = tests.plan();
    const plan = ide.planToSend(kept);
    for (const store of [ide.tab, ide.browser]) {
      if (store.set(`tests:${language}`, plan) || !plan) continue;
      store.set(`tests:${language}`, undefined); // no tests are better than outdated ones
      onTooMuch();
    }
  }
};
