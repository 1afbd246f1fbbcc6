// Reading aids of the CodeMirror editor: folding, indentation guides, and a colour for each depth of brackets.

ide.codeMirrorAids = () => {
  const v = window.Vendor;
  return [
    v.codeFolding({ placeholderText: '…' }),
    v.foldGutter({ openText: '⌄', closedText: '›' }),
    v.keymap.of(v.foldKeymap),
    v.indentationMarkers({ thickness: 1, colors: GUIDES, highlightActiveBlock: true }),
    bracketColours(v),
  ];
};

const GUIDES = {
  light: 'var(--line)',
  dark: 'var(--line)',
  activeLight: 'var(--edge)',
  activeDark: 'var(--edge)',
};

/** The number of bracket colours. Deeper brackets begin with the first colour again. */
const DEPTHS = 3;
const OPEN = new Set(['(', '[', '{']);
const CLOSE = new Set([')', ']', '}']);

/** Colours the brackets of the visible lines. */
function bracketColours({ Decoration, RangeSetBuilder, ViewPlugin, syntaxTree }) {
  const marks = Array.from({ length: DEPTHS }, (_, depth) => Decoration.mark({ class: `cm-depth-${depth}` }));
  return ViewPlugin.define(
    (view) => ({
      decorations: marksOf(view),
      update(update) {
        const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state);
        if (update.docChanged || update.viewportChanged || isParsed) this.decorations = marksOf(update.view);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );

  /** The depth of a bracket is the number of syntax nodes around it that begin with a bracket. */
  function marksOf(view) {
    const builder = new RangeSetBuilder();
    for (const { from, to } of view.visibleRanges) {
      let depth = 0;
      syntaxTree(view.state).iterate({
        from,
        to,
        enter({ name, node, from: start, to: end }) {
          if (OPEN.has(node.firstChild?.name)) depth++;
          else if ((OPEN.has(name) || CLOSE.has(name)) && depth > 0)
            builder.add(start, end, marks[(depth - 1) % DEPTHS]);
        },
        leave({ node }) {
          if (OPEN.has(node.firstChild?.name)) depth--;
        },
      });
    }
    return builder.finish();
  }
}
