// The contents of vendor/bundle.js, the global `Vendor`: the editor and the parser of ANSI colours. build.mjs adds the
// packages that the grammars share with the editor. The grammars are separate modules, in vendor/grammars.
export { createAnsiSequenceParser, createColorPalette } from 'ansi-sequence-parser';
export {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completeFromList,
  completionStatus,
  moveCompletionSelection,
  selectedCompletionIndex,
  snippetCompletion,
} from '@codemirror/autocomplete';
export { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
export {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
  syntaxTree,
} from '@codemirror/language';
export { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
export { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
export { Compartment, EditorState, Prec, RangeSetBuilder } from '@codemirror/state';
export {
  Decoration,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  ViewPlugin,
} from '@codemirror/view';
export { indentationMarkers } from '@replit/codemirror-indentation-markers';
export { tags } from '@lezer/highlight';
