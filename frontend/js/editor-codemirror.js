// The editor, where `npm run build` has made vendor/bundle.js. One state a language: each has its own undo.
// It lives in a shadow root, where its styles are adopted sheets, which the page's policy allows.

/** By their names; undefined where there is none. */
const loaded = new Map();

function nameOf(language) {
  return ide.languageOf(language).editor?.grammar ?? '';
}

/** A page from disk cannot load modules, and one with a language of somebody's own has no grammar for it. */
async function grammarNamed(name) {
  if (!Vendor.grammars.includes(name)) return undefined;
  const { default: grammar } = await import(`../vendor/grammars/${name.replace(/[/?]/, '-')}.js`).catch(() => ({}));
  return grammar;
}

/** The same functions as ide.createTextarea. */
ide.createCodeMirror = ({ host, label, onChange, onLeave }) => {
  const { Compartment, EditorState, EditorView, setDiagnostics } = Vendor;
  const tabs = new Compartment();
  const grammar = new Compartment();
  const states = new Map();
  let shown;
  let tabSize = 4;
  const root = host.attachShadow({ mode: 'open' });
  const view = new EditorView({ parent: root, root });
  const basics = ide.codeMirrorBasics({ onLeave });

  return {
    text: () => view.state.doc.toString(),
    /** Shows a language's program; one that is shown again under its key has kept its undo. */
    show(language, text, key = language) {
      if (shown) states.set(shown, view.state);
      shown = key;
      const known = states.get(key);
      view.setState(known?.doc.toString() === text ? known : stateOf(language, text));
      configure({});
      void colour(language);
    },
    /** What is shown goes by this key from now on. */
    rename: (key) => (shown = key),
    /** Replaces the text as an edit, which can be undone. */
    replace(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    configure,
    mark(marks) {
      view.dispatch(setDiagnostics(view.state, marks.flatMap(diagnostic)));
    },
    goTo(line, column) {
      const { from, to } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
      const anchor = Math.min(to, from + Math.max(0, (column ?? 1) - 1));
      const effects = EditorView.scrollIntoView(anchor, { y: 'center' });
      view.dispatch({ selection: { anchor }, effects });
      view.focus();
    },
  };

  function configure(wanted) {
    ({ tabSize = tabSize } = wanted);
    view.dispatch({ effects: tabs.reconfigure(tabExtension()) });
    view.requestMeasure();
  }

  function stateOf(language, doc) {
    const onUpdate = EditorView.updateListener.of((update) => update.docChanged && onChange());
    const extensions = [
      basics,
      ide.completion(language),
      grammar.of(loaded.get(nameOf(language)) ?? plain(language)),
      EditorView.contentAttributes.of({
        'aria-label': label,
        tabindex: '0',
        autocapitalize: 'off',
        spellcheck: 'false',
      }),
      tabs.of(tabExtension()),
      onUpdate,
    ];
    return EditorState.create({ doc, extensions });
  }

  /** Fetches the language's grammar, and shows the text in its colours if it is still there. */
  async function colour(language) {
    const before = view.state;
    const name = nameOf(language);
    if (!loaded.has(name)) loaded.set(name, await grammarNamed(name));
    const isThere = grammar.get(before) === grammar.get(view.state);
    if (loaded.get(name) && isThere) view.dispatch({ effects: grammar.reconfigure(loaded.get(name)) });
  }

  /** Plain text, until there is a grammar. */
  function plain(language) {
    const { comment } = ide.languageOf(language);
    return comment ? EditorState.languageData.of(() => [{ commentTokens: { line: comment } }]) : [];
  }

  function tabExtension() {
    return [EditorState.tabSize.of(tabSize), Vendor.indentUnit.of(' '.repeat(tabSize))];
  }

  /** From the place to the end of its word or string, or of its line where there is no column. */
  function diagnostic({ line, column, severity, message }) {
    const { doc } = view.state;
    if (line < 1 || line > doc.lines) return [];
    const { from: start, to: end, text } = doc.line(line);
    if (column === null) return [{ from: start + text.search(/\S|$/), to: end, severity, message }];
    const from = Math.min(end, start + column - 1);
    const word = /^(?:\w+|"[^"]*"|'[^']*')/.exec(text.slice(from - start))?.[0] ?? '.';
    return [{ from, to: Math.min(end, from + word.length), severity, message }];
  }
};
