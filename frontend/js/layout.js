// Panes that the user resizes by dragging a splitter or with arrow keys. The browser keeps the sizes. On a narrow page
// the panes are below each other.

const NARROW = matchMedia('(max-width: 900px)');
const STEP = 2;

/**
 * [smallest, largest, initial] size on a wide and on a narrow page, in percent: for the editor on a wide page of the
 * page's width, otherwise of the height of the column (wide) or of the window (narrow).
 */
const RANGES = {
  editor: { wide: [25, 75, 54], narrow: [20, 80, 46] },
  input: { wide: [10, 70, 24], narrow: [10, 60, 16] },
  tests: { wide: [20, 80, 48], narrow: [20, 90, 62] },
};

ide.createLayout = ({ splitters }) => {
  /** What is shown above the output: 'input' or 'tests'. Each has its own size. */
  let above = 'input';
  const sizes = ide.browser.get('sizes') ?? {};
  const names = Object.keys(splitters);
  for (const name of names) listen(name, splitters[name]);
  NARROW.addEventListener('change', () => names.forEach(apply));
  names.forEach(apply);

  return {
    showAbove(what) {
      above = what;
      apply('input');
    },
  };

  function listen(name, splitter) {
    splitter.addEventListener('keydown', (event) => {
      const [from, to] = range(name);
      const steps = {
        ArrowLeft: -STEP,
        ArrowUp: -STEP,
        ArrowRight: STEP,
        ArrowDown: STEP,
        Home: from - to,
        End: to - from,
      };
      if (!(event.key in steps)) return;
      event.preventDefault();
      set(name, size(name) + steps[event.key]);
    });
    splitter.addEventListener('dblclick', () => set(name, range(name)[2]));
    splitter.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      splitter.setPointerCapture(event.pointerId);
      splitter.focus();
    });
    splitter.addEventListener('pointermove', (event) => {
      if (splitter.hasPointerCapture(event.pointerId)) set(name, sizeAt(name, splitter, event));
    });
  }

  function sizeAt(name, splitter, { clientX, clientY }) {
    const pane = splitter.previousElementSibling.getBoundingClientRect();
    if (NARROW.matches) return ((clientY - pane.top) / innerHeight) * 100;
    const whole = splitter.parentElement.getBoundingClientRect();
    return name === 'editor'
      ? ((clientX - whole.left) / whole.width) * 100
      : ((clientY - whole.top) / whole.height) * 100;
  }

  function set(name, percent) {
    const [from, to] = range(name);
    sizes[key(name)] = Math.round(Math.min(to, Math.max(from, percent)) * 10) / 10;
    ide.browser.set('sizes', sizes);
    apply(name);
  }

  function apply(name) {
    const [from, to] = range(name);
    const splitter = splitters[name];
    document.documentElement.style.setProperty(`--${name}-size`, size(name));
    splitter.setAttribute('aria-valuemin', from);
    splitter.setAttribute('aria-valuemax', to);
    splitter.setAttribute('aria-valuenow', Math.round(size(name)));
    splitter.setAttribute('aria-orientation', name === 'editor' && !NARROW.matches ? 'vertical' : 'horizontal');
  }

  function size(name) {
    return sizes[key(name)] ?? range(name)[2];
  }

  function range(name) {
    return RANGES[shown(name)][NARROW.matches ? 'narrow' : 'wide'];
  }

  function key(name) {
    return `${shown(name)}-${NARROW.matches ? 'narrow' : 'wide'}`;
  }

  function shown(name) {
    return name === 'input' ? above : name;
  }
};
