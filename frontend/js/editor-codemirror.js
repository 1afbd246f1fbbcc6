// The editor when `npm run build` has made vendor/bundle.js. Each program has its own editor state, so each has its own
// undo. The editor is in a shadow root: there its styles are adopted style sheets, which the Content-Security-Policy
// allows.

/** Grammars by name; undefined for a name without a grammar. */
const loaded = new Map();

function nameOf(language) {
  return ide.languageOf(language).editor?.grammar ?? '';
}

/** Undefined when the grammar was not built, and for a page that was opened as a file, which cannot load modules. */
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
    /** Shows a program. A program that was shown under the same key before has kept its undo. */
    show(language, text, key = language) {
      if (shown) states.set(shown, view.state);
      shown = key;
      const known = states.get(key);
      view.setState(known?.doc.toString() === text ? known : stateOf(language, text));
      configure({});
      void colour(language);
    },
    /** Gives the shown program another key. */
    rename: (key) => (shown = key),
    /** Replaces the text in an edit that can be undone. */
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

  /** Loads the language's grammar, and colours the text with it if the same program is still shown. */
  async function colour(language) {
    const before = view.state;
    const name = nameOf(language);
    if (!loaded.has(name)) loaded.set(name, await grammarNamed(name));
    const isThere = grammar.get(before) === grammar.get(view.state);
    if (loaded.get(name) && isThere) view.dispatch({ effects: grammar.reconfigure(loaded.get(name)) });
  }

  /** Plain text, with the language's comments, until the grammar is loaded. */
  function plain(language) {
    const { comment } = ide.languageOf(language);
    return comment ? EditorState.languageData.of(() => [{ commentTokens: { line: comment } }]) : [];
  }

  function tabExtension() {
    return [EditorState.tabSize.of(tabSize), Vendor.indentUnit.of(' '.repeat(tabSize))];
  }

  /** Marks the word or string at the column, or the whole line when there is no column. */
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
