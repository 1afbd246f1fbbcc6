// What the CodeMirror editor proposes while one types: words of the language, snippets, and words of the program.
// Tab takes the first proposal; Enter is a new line unless a proposal was chosen with the arrow keys.

/** Python's own proposals (keywords, built-ins, names in scope) come with its language package. */
ide.completion = (language) => {
  const v = window.Vendor;
  const sources = language === 'python' ? [attributes] : [v.completeFromList(proposalsFor(language)), otherWords];
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
    const known = new Set(WORDS[language]);
    const words = [...new Set(near.match(pattern))].filter((word) => word !== typed && !known.has(word));
    return { from, options: words.map((label) => ({ label, type: 'text' })), validFor: /^\w*$/ };
  }

  function proposalsFor(id) {
    const snippets = SNIPPETS[id].map(([label, detail, text]) =>
      v.snippetCompletion(text, { label, detail, boost: 1 }),
    );
    return [...snippets, ...WORDS[id].map((label) => ({ label, type: 'keyword' }))];
  }
};

/** So much of the program before and after the cursor is searched for words. */
const MOST_CHARS = 50_000;

const C_WORDS =
  'auto break case char const continue default do double else enum extern float for goto if int long return short signed sizeof static struct switch typedef union unsigned void volatile while include define ' +
  'printf scanf puts getchar putchar fgets fprintf sprintf sscanf stdin stdout stderr malloc calloc realloc free exit strlen strcpy strcmp strcat memcpy memset atoi qsort rand srand abs sqrt pow NULL EOF bool true false size_t int64_t uint64_t int32_t uint32_t INT_MAX INT_MIN';
const CPP_WORDS =
  'class public private protected virtual override template typename namespace using new delete this try catch throw constexpr nullptr operator explicit friend inline mutable noexcept decltype concept requires ' +
  'std cout cin cerr endl string vector map set unordered_map unordered_set pair queue stack deque priority_queue array tuple optional unique_ptr shared_ptr make_unique make_shared sort reverse find count accumulate min max swap push_back emplace_back size begin end front back empty insert erase getline to_string stoi iostream algorithm sstream numeric iomanip setprecision fixed';

const WORDS = { python: [], c: C_WORDS.split(' '), cpp: `${C_WORDS} ${CPP_WORDS}`.split(' ') };

const C_SNIPPETS = [
  ['for', 'loop', 'for (int ${i} = 0; ${i} < ${n}; ${i}++) {\n\t${}\n}'],
  ['while', 'loop', 'while (${condition}) {\n\t${}\n}'],
  ['if', 'block', 'if (${condition}) {\n\t${}\n}'],
  ['else', 'block', 'else {\n\t${}\n}'],
  ['switch', 'block', 'switch (${value}) {\n\tcase ${1}:\n\t\t${}\n\t\tbreak;\n}'],
  ['struct', 'type', 'struct ${Name} {\n\t${}\n};'],
];
const SNIPPETS = {
  c: [...C_SNIPPETS, ['main', 'function', 'int main(void) {\n\t${}\n\treturn 0;\n}']],
  cpp: [
    ...C_SNIPPETS,
    ['main', 'function', 'int main() {\n\t${}\n}'],
    ['for', 'each', 'for (const auto &${item} : ${items}) {\n\t${}\n}'],
    ['class', 'type', 'class ${Name} {\n\tpublic:\n\t${}\n};'],
  ],
};
