// Completions of the CodeMirror editor: words of the language, snippets, and words of the program.
// Tab accepts the first completion. Enter is a new line unless a completion was selected with the arrow keys.

/** The CodeMirror extensions for a language. Some grammars already complete keywords, built-ins and names in scope. */
ide.completion = (language) => {
  const v = window.Vendor;
  const { namesFromGrammar, words: listed = '', snippets = [] } = ide.languageOf(language).editor ?? {};
  const keywords = listed.split(' ').filter(Boolean);
  const sources = namesFromGrammar ? [attributes] : [v.completeFromList(proposals()), otherWords];
  return [
    v.Prec.highest(
      v.keymap.of([
        { key: 'Tab', run: takeFirst },
        { key: 'Escape', run: cancelPending },
      ]),
    ),
    v.autocompletion({ selectOnOpen: false, icons: false }),
    sources.map((autocomplete) => v.EditorState.languageData.of(() => [{ autocomplete }])),
  ];

  function takeFirst(view) {
    if (v.completionStatus(view.state) !== 'active') return false;
    if (v.selectedCompletionIndex(view.state) === null) v.moveCompletionSelection(true)(view);
    return v.acceptCompletion(view);
  }

  /** While the list of completions is not visible yet, Escape also leaves the editor. */
  function cancelPending(view) {
    if (v.completionStatus(view.state) === 'pending') v.closeCompletion(view);
    return false;
  }

  /** After a dot: the words that stand after a dot anywhere in the program. */
  function attributes(context) {
    const before = context.matchBefore(/\.\w*$/);
    return before && proposeWords(context, before.from + 1, /(?<=\.)[A-Za-z_]\w{2,40}/g);
  }

  function otherWords(context) {
    const before = context.matchBefore(/[A-Za-z_]\w*$/);
    return before && proposeWords(context, before.from, /(?<!\w)[A-Za-z_]\w{2,40}/g);
  }

  function proposeWords({ state, pos }, from, pattern) {
    const near = state.sliceDoc(Math.max(0, pos - MAX_SEARCHED_CHARS), pos + MAX_SEARCHED_CHARS);
    const typed = state.sliceDoc(from, pos);
    const known = new Set(keywords);
    const words = [...new Set(near.match(pattern))].filter((word) => word !== typed && !known.has(word));
    return { from, options: words.map((label) => ({ label, type: 'text' })), validFor: /^\w*$/ };
  }

  function proposals() {
    const own = snippets.map(([label, detail, text]) => v.snippetCompletion(text, { label, detail, boost: 1 }));
    return [...own, ...keywords.map((label) => ({ label, type: 'keyword' }))];
  }
};

/** Words are searched in this many characters before the cursor and after it. */
const MAX_SEARCHED_CHARS = 50_000;
