// The behaviour and the look of the CodeMirror editor that are the same for all languages. The theme (css/theme.css)
// has the colours. `onLeave` is called when Escape is pressed.

ide.codeMirrorBasics = ({ onLeave }) => {
  const v = window.Vendor;
  const keys = [
    ...v.closeBracketsKeymap,
    ...v.defaultKeymap,
    ...v.searchKeymap,
    ...v.historyKeymap,
    ...v.lintKeymap,
    v.indentWithTab,
    { key: 'Escape', run: done(onLeave) },
  ];
  return [
    v.keymap.of(keys),
    v.lineNumbers(),
    v.lintGutter(),
    v.highlightActiveLineGutter(),
    v.highlightActiveLine(),
    v.highlightSpecialChars(),
    v.history(),
    v.drawSelection(),
    v.dropCursor(),
    v.indentOnInput(),
    v.bracketMatching(),
    v.closeBrackets(),
    v.search({ top: true }),
    v.highlightSelectionMatches(),
    v.EditorView.lineWrapping,
    ide.codeMirrorAids(),
    v.syntaxHighlighting(v.HighlightStyle.define(tokenColours(v.tags))),
    v.EditorView.theme(LOOKS),
    tabPassesThrough(v.EditorView),
  ];

  /** A user who moves into the editor with Tab leaves it with Tab. After any other key, Tab indents. */
  function tabPassesThrough({ domEventHandlers }) {
    let cameByTab = false;
    addEventListener('keydown', ({ key }) => (cameByTab = key === 'Tab' || key === 'Shift'), { capture: true });
    addEventListener('pointerdown', () => (cameByTab = false), { capture: true });
    return domEventHandlers({
      focus: (_event, view) => view.setTabFocusMode(cameByTab),
      keydown(_event, view) {
        if (!cameByTab) view.setTabFocusMode(false);
      },
    });
  }

  function done(action) {
    return () => {
      action();
      return true;
    };
  }

  function tokenColours(tags) {
    return [
      { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: 'var(--code-keyword)' },
      { tag: [tags.string, tags.character, tags.special(tags.string)], color: 'var(--code-string)' },
      { tag: [tags.number, tags.bool, tags.null, tags.self], color: 'var(--code-number)' },
      { tag: [tags.comment], color: 'var(--code-comment)', fontStyle: 'italic' },
      { tag: [tags.typeName, tags.className, tags.standard(tags.typeName)], color: 'var(--code-type)' },
      { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'var(--code-function)' },
      { tag: [tags.processingInstruction, tags.meta, tags.escape], color: 'var(--code-meta)' },
      { tag: [tags.definition(tags.variableName)], color: 'var(--text)' },
    ];
  }
};

const field = {
  background: 'var(--panel)',
  color: 'var(--text)',
  border: '1px solid var(--edge)',
  borderRadius: '5px',
};

const LOOKS = {
  '&': { height: '100%', color: 'var(--text)', fontSize: 'var(--code-size)' },
  '&.cm-focused': { outline: 'none' }, // the host element shows the focus ring, also over the gutter
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', overflow: 'auto' },
  '.cm-content': { padding: '10px 0 40vh', caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '.cm-gutters': { background: 'var(--panel)', color: 'var(--faint)', border: '0', paddingRight: '4px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.6em', padding: '0 4px 0 8px' },
  '.cm-activeLine': { background: 'var(--line-here)' },
  '.cm-activeLineGutter': { background: 'transparent', color: 'var(--text)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'var(--selection)',
  },
  '.cm-selectionMatch': { background: 'var(--match)' },
  '.cm-searchMatch': { background: 'var(--match)', outline: '1px solid var(--edge)' },
  '.cm-searchMatch-selected': { background: 'var(--selection)' },
  '&.cm-focused .cm-matchingBracket': { background: 'var(--match)', outline: '1px solid var(--edge)' },
  '&.cm-focused .cm-nonmatchingBracket': { background: 'var(--bad-soft)' },
  '.cm-foldGutter .cm-gutterElement': { width: '1.1em', textAlign: 'center', cursor: 'pointer' },
  '.cm-foldPlaceholder': { background: 'var(--hover)', color: 'var(--quiet)', border: '0', padding: '0 6px' },
  '.cm-depth-0': { color: 'var(--code-function)' },
  '.cm-depth-1': { color: 'var(--code-keyword)' },
  '.cm-depth-2': { color: 'var(--code-number)' },
  '.cm-gutter-lint': { width: '1.1em' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '.cm-lint-marker': {
    content: 'normal',
    width: '9px',
    height: '9px',
    margin: '0.5em auto 0',
    borderRadius: '50%',
    boxSizing: 'border-box',
  },
  '.cm-lint-marker-error': { background: 'var(--bad)' },
  '.cm-lint-marker-warning': { background: 'var(--busy)' },
  '.cm-lint-marker-info': { border: '2px solid var(--quiet)' },
  '.cm-diagnostic': { padding: '4px 10px', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bad)' },
  '.cm-diagnostic-warning': { borderLeft: '4px solid var(--busy)' },
  '.cm-diagnostic-info': { borderLeft: '4px solid var(--quiet)' },
  '.cm-panels': { background: 'var(--page)', color: 'var(--text)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': { padding: '6px 30px 6px 8px', font: '13px/1.4 var(--sans)' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--text)', width: '24px', height: '24px', fontSize: '18px' },
  '.cm-textfield': { ...field, fontSize: '13px', padding: '3px 6px' },
  '.cm-button': { ...field, backgroundImage: 'none', fontSize: '12px', padding: '4px 8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { font: 'var(--code-size) / 1.5 var(--mono)', maxHeight: '12em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '1px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--selection)', color: 'var(--text)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-completionDetail': { color: 'var(--quiet)', fontStyle: 'normal' },
  '.cm-snippetField': { background: 'var(--match)' },
  '.cm-tooltip': { ...field, font: '13px/1.45 var(--sans)', boxShadow: 'var(--shadow)', maxWidth: '60ch' },
};
