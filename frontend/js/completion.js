// What the CodeMirror editor proposes while one types: words of the language, snippets, and words of the program.
// Tab takes the first proposal; Enter is a new line unless a proposal was chosen with the arrow keys.

/** The proposals of a grammar (keywords, built-ins, names in scope) come with it. */
ide.completion = (language) => {
  const v = window.Vendor;
  const { namesFromGrammar, words: listed = '', snippets = [] } = ide.languageOf(language).editor ?? {};
  const keywords = listed.split(' ').filter(Boolean);
  const sources = namesFromGrammar ? [attributes] : [v.completeFromList(proposals()), otherWords];
  return [
    v.Prec.highest(
      v.keymap.of([
        { key: 'Tab', run: takeFirst },
        { key: 'Escape', run: forgetUnseen },
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

  /** A list that is only thought about does not take the key from who wants to leave the editor. */
  function forgetUnseen(view) {
    if (v.completionStatus(view.state) === 'pending') v.closeCompletion(view);
    return false;
  }

  /** After a dot: the words of the program that stand after a dot somewhere. */
  function attributes(context) {
    const before = context.matchBefore(/\.\w*$/);
    return before && proposeWords(context, before.from + 1, /(?<=\.)[A-Za-z_]\w{2,40}/g);
  }

  function otherWords(context) {
    const before = context.matchBefore(/[A-Za-z_]\w*$/);
    return before && proposeWords(context, before.from, /(?<!\w)[A-Za-z_]\w{2,40}/g);
  }

  function proposeWords({ state, pos }, from, pattern) {
    const near = state.sliceDoc(Math.max(0, pos - MOST_CHARS), pos + MOST_CHARS);
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

/** So much of the program before and after the cursor is searched for words. */
const MOST_CHARS = 50_000;
