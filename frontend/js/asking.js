// The choice whether programs are interactive: never, always, or if the field Input is empty and the program seems to
// read.

ide.createAsking = ({ select, input }) => {
  select.value = ide.browser.get('asking') ?? 'empty';
  select.addEventListener('change', show);
  show();
  return { isInteractive };

  function show() {
    ide.browser.set('asking', select.value);
    const more = select.value === 'never' ? '.' : ', or leave this empty and answer while the program runs.';
    input.placeholder = `Type here what the program reads, one answer per line${more}`;
  }

  /** Whether to submit an interactive program. Older engines, whose languages have no `idle_time_ms`, cannot run one. */
  function isInteractive(program) {
    const { limits } = ide.languageOf(program.language);
    if ((limits && !limits.idle_time_ms) || select.value === 'never') return false;
    return select.value === 'always' || (program.input === '' && ide.seemsToRead(program));
  }
};
