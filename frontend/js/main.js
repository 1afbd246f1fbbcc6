// Composes the page. Only this file knows which element of index.html belongs to which part.

const $ = (id) => document.getElementById(id);
/** All elements with an id inside the elements of this selector, by id. */
const within = (selector) =>
  Object.fromEntries([...document.querySelectorAll(`${selector} [id]`)].map((one) => [one.id, one]));
const named = (...ids) => Object.fromEntries(ids.map((id) => [id, $(id)]));

const api = ide.createApi({ base: ide.apiBase() });
const notice = ide.createNotice(named('notice', 'notice-text', 'notice-action', 'notice-close'));
const editor = (window.Vendor ? ide.createCodeMirror : ide.createTextarea)({
  host: $('editor'),
  label: 'Program',
  onChange: keep,
  onLeave: () => $('run').focus(),
});
const tests = ide.createTests({ parts: within('.input'), notice, onChange: keep });
ide.createPaste({ button: $('paste-tests'), dialog: $('paste'), parts: within('#paste'), onAdd: tests.add });
const programs = ide.createPrograms({
  editor,
  input: $('input'),
  tests,
  onShow: showLanguage,
  onTooMuch: () => notice.show('This browser cannot store these tests: they are lost when you leave the page.'),
});
const menu = ide.createLanguageMenu({ select: $('language'), api, programs });
const results = ide.createResults({
  pane: $('results'),
  parts: within('#results'),
  view: $('output'),
  onOpen: (details) => marks.link(details, shown.program),
});
const judged = {
  begin(plan) {
    results.begin(plan);
    tests.begin(plan);
    if (plan) showAbove('tests');
  },
  add(result) {
    results.add(result);
    tests.addVerdict(result);
  },
  end: results.end,
};
const marks = ide.createMarks({
  editor,
  programs,
  view: $('output'),
  compiler: { pane: $('compiler'), title: $('compiler-title') },
});
const asking = ide.createAsking({ select: $('asking'), input: $('input') });
const artifacts = ide.createArtifacts({ pane: $('artifacts'), button: $('keep-files'), api });
const screen = ide.createScreen({ view: $('written') });
const output = ide.createOutput({
  screens: { compiler: ide.createScreen({ view: $('compiler-text') }), stdin: screen, stdout: screen, stderr: screen },
  scroll: ide.createAutoscroll({
    view: $('output'),
    contents: [$('terminal'), $('artifacts')],
    button: $('follow'),
    isOff: results.isShown,
  }),
  onPaint: showWhetherEmpty,
});
const follow = ide.createFollow({ api });
const terminal = ide.createTerminal({
  parts: within('#output'),
  view: $('output'),
  written: $('written'),
  api,
  notice,
  onSend: () => run.endWaiting(),
  onStop: () => run.stop(),
});
const run = ide.createRun({
  api,
  submit: ide.createSubmit({ api, whyUnavailable: menu.whyUnavailable }),
  follow,
  output,
  judged,
  /** Whoever only views a shared run does not answer its program. */
  terminal: {
    ...terminal,
    begin: (id, tellsWaiting) => terminal.begin(opening.isShared() ? undefined : id, tellsWaiting),
  },
  onState: showState,
});
const runButton = ide.createRunButton({
  button: $('run'),
  isBusy: run.isBusy,
  onRun: runProgram,
  onStop: run.stop,
});
const verdict = ide.createVerdict({
  parts: named('verdict', 'headline', 'sentence', 'clock', 'figures', 'time', 'legend'),
});
const runs = ide.createHistory({ ...named('runs', 'run-list', 'forget-runs'), api, onOpen: openAgain });
const opening = ide.createOpening({
  api,
  run,
  runs,
  programs,
  notice,
  onShared: (isShared) => ($('shared').hidden = !isShared),
});
const examples = ide.createExamples({ ...named('examples', 'example-list'), onOpen: opening.program });
/** The last state of run.js, which is shown. */
let shown = { phase: 'idle' };

ide.createSettings({ form: $('settings'), onTabSize: (tabSize) => editor.configure({ tabSize }) });
const layout = ide.createLayout({ splitters: { editor: $('split-editor'), input: $('split-input') } });
const outputTools = ide.createOutputTools({
  view: $('written'),
  ...named('wrap', 'copy', 'download', 'clear'),
  output,
  notice,
});
ide.createShare({
  ...named('share', 'share-choices', 'share-by-hand', 'share-link'),
  base: api.base,
  currentProgram: programs.all,
  shownRun: () => shown,
  notice,
});
ide.createFiles({ zone: $('editor'), ...named('open', 'chooser'), onOpen: opening.program, onError: notice.show });

$('docs').href = api.url('/docs');
$('clear').addEventListener('click', () => {
  results.begin();
  artifacts.clear();
});
$('run-tests').addEventListener('click', runTests);
ide.rove($('above'), ({ id }) => showAbove(id === 'tests-tab' ? 'tests' : 'input'));
$('language').addEventListener('change', () => {
  const language = $('language').value;
  opening.leaveShared();
  programs.choose(language);
  const why = ide.whyUnavailable(language);
  if (why) notice.show(why);
});
$('input').addEventListener('input', keep);
$('save').addEventListener('click', () => ide.save($('file').textContent, editor.text()));
document.addEventListener('keydown', pressKey, { capture: true }); // before the editor, which has these keys too

showAbove(ide.tab.get('above') ?? 'input');
programs.choose(ide.tab.get('language') ?? ide.browser.get('language') ?? ide.offered[0]?.id);
menu.show();
void connectToEngine();

function keep() {
  opening.keepShared();
  programs.keep();
  highlightInput(false);
}

function pressKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || !['Enter', '.'].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.repeat) return;
  if (event.key === '.') run.stop();
  else if (event.shiftKey || $('tests-pane').contains(event.target)) runTests();
  else runProgram();
}

/** Shows 'input' or 'tests' above the output. */
function showAbove(what) {
  for (const name of ['input', 'tests']) $(`${name}-pane`).hidden = name !== what;
  ide.selectTab($('above').children, $(`${what}-tab`));
  $('input-hint').hidden = what !== 'input';
  $('asking-row').hidden = what !== 'input';
  $('run-tests').hidden = what !== 'tests';
  layout.showAbove(what);
  ide.tab.set('above', what);
}

function runProgram() {
  const program = programs.request();
  const more = {
    ...(artifacts.areWanted() && { artifacts: true }),
    ...(asking.isInteractive(program) && { interactive: true }),
  };
  runNow({ ...program, ...more });
}

function runTests() {
  const program = programs.requestTests();
  if (program) return runNow(program);
  showAbove('tests');
  notice.show('There are no tests yet: add one, or paste the samples of a problem statement.');
}

/** Stops the current run, and runs this program. */
function runNow(program) {
  run.stop();
  notice.done();
  opening.keepShared();
  programs.keepNow();
  editor.mark([]);
  highlightInput(false);
  void run.start(program);
  $('verdict').scrollIntoView({ block: 'nearest' }); // on a narrow page the verdict is far below
}

function showState(state) {
  shown = state;
  verdict.show(state);
  runs.note(state);
  runButton.show();
  if (state.phase === 'queued' && !opening.isShared()) ide.tab.set('run', state.id);
  outputTools.keepAsWritten(state.record?.reason === 'compile');
  if (state.phase === 'final') showEnd(state);
  else artifacts.clear();
  showWhetherEmpty();
}

function showEnd(state) {
  const { record, program } = state;
  artifacts.show(record);
  marks.show(state);
  highlightInput(ide.missesInput(record, program) !== undefined);
  const right = ide.rightLanguage(record, program);
  if (!right) return;
  const [is, was] = [right, program.language].map(ide.languageName);
  notice.show(`This looks like ${is}, and it was run as ${was}.`, [`Run it as ${is}`, () => runAs(right, program)]);
}

function highlightInput(isOn) {
  document.querySelector('.input').classList.toggle('wanted', isOn);
}

function runAs(language, program) {
  if (programs.language() !== program.language) programs.choose(program.language);
  const before = programs.move(language);
  runProgram();
  opening.offerBack(before, `The program is ${ide.languageName(language)} now.`);
}

function showWhetherEmpty() {
  const words = {
    idle: 'Press Run, and the output appears here while the program runs.',
    final: 'The program wrote nothing.',
  };
  $('empty').textContent = words[shown.phase] ?? '';
  $('compiler').hidden = $('compiler-text').firstChild === null;
  $('empty').hidden = $('written').firstChild !== null || !$('artifacts').hidden || !words[shown.phase];
}

function showLanguage(language) {
  $('language').value = language;
  $('file').textContent = ide.languageOf(language).file ?? 'Program';
  examples.show(language);
}

/** Loads the languages, and then what this tab showed last. Tries every 3 s until the engine answers. */
async function connectToEngine() {
  try {
    await menu.load();
    notice.done('engine');
    await opening.atStart();
  } catch (error) {
    notice.show(`${error.message} Is it running at ${api.base}? Trying again.`, undefined, 'engine');
    setTimeout(connectToEngine, 3000);
  }
}

function openAgain(id) {
  $('runs').hidePopover();
  return opening.again(id);
}
