// The editor, where `npm run build` has made vendor/bundle.js. One state a language: each has its own undo.
// It lives in a shadow root, where its styles are adopted sheets, which the page's policy allows.

/** The same functions as ide.createTextarea. */
ide.createCodeMirror = ({ host, label, onChange, onLeave }) => {
  const { Compartment, EditorState, EditorView, setDiagnostics } = Vendor;
  const tabs = new Compartment();
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
      grammarOf(language),
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

  /** Plain text where the bundle has no such grammar. */
  function grammarOf(language) {
    const { editor = {}, comment } = ide.languageOf(language);
    if (Object.hasOwn(Vendor.grammars, editor.grammar ?? '')) return Vendor.grammars[editor.grammar]();
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
