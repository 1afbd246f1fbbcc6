// Puts the page together: the only file that knows which part is which element.

const $ = (id) => document.getElementById(id);
/** All elements with an id inside these, by id. */
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
  onTooMuch: () => notice.say('This browser does not keep these tests: they are gone when the page is left.'),
});
const results = ide.createResults({
  pane: $('results'),
  parts: within('#results'),
  view: $('output'),
  onOpen: (details) => linkPlaces(details),
});
const judged = {
  begin(plan) {
    results.begin(plan);
    tests.begin(plan);
    if (plan) showAbove('tests');
  },
  add(result) {
    results.add(result);
    tests.tell(result);
  },
  end: results.end,
};
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
  onSend: () => run.goOn(),
  onStop: () => run.stop(),
});
const run = ide.createRun({
  api,
  submit: ide.createSubmit({ api, whyNot }),
  follow,
  output,
  judged,
  /** Who only looks at a run of somebody else does not answer in their place. */
  terminal: { ...terminal, begin: (id, tells) => terminal.begin(opening.isShared() ? undefined : id, tells) },
  onState: showState,
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
/** Between two questions whether a language is ready now. */
const AWAY_MS = 10_000;
/** What is shown, as run.js says it. */
let shown = { phase: 'idle' };
const MODIFIER = /Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl';

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
  now: programs.all,
  shownRun: () => shown,
  notice,
});
ide.createFiles({ zone: $('editor'), ...named('open', 'chooser'), onOpen: opening.program, onSay: notice.say });

$('docs').href = api.url('/docs');
$('run').addEventListener('click', () => (run.isBusy() ? run.stop() : runProgram()));
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
  const why = ide.whyAway(language);
  if (why) notice.say(why);
});
$('input').addEventListener('input', keep);
$('asking').value = ide.browser.get('asking') ?? 'empty';
$('asking').addEventListener('change', showAsking);
showAsking();
$('save').addEventListener('click', () => ide.save($('file').textContent, editor.text()));
document.addEventListener('keydown', pressKey, { capture: true }); // before the editor, which has these keys too

showRunButton();
showAbove(ide.tab.get('above') ?? 'input');
ide.learnLanguages(ide.browser.get('languages') ?? ide.offered);
programs.choose(ide.tab.get('language') ?? ide.browser.get('language') ?? ide.offered[0]?.id);
showLanguages();
void meetEngine();

function keep() {
  opening.take();
  programs.keep();
  wantInput(false);
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
  ide.choose($('above').children, $(`${what}-tab`));
  $('input-hint').hidden = what !== 'input';
  $('asking-row').hidden = what !== 'input';
  $('run-tests').hidden = what !== 'tests';
  layout.showAbove(what);
  ide.tab.set('above', what);
}

function runProgram() {
  const program = programs.request();
  const more = { ...(artifacts.areWanted() && { artifacts: true }), ...(mayAsk(program) && { interactive: true }) };
  runNow({ ...program, ...more });
}

function showAsking() {
  const asking = $('asking').value;
  ide.browser.set('asking', asking);
  const more = asking === 'never' ? '.' : '; or leave it empty, and answer while it runs.';
  $('input').placeholder = `Type here what the program reads, one answer a line${more}`;
}

/** Whether the input stays open for what a person answers while the program runs. Only older engines cannot, which say so. */
function mayAsk(program) {
  const { limits } = ide.languageOf(program.language);
  if ((limits && !limits.idle_time_ms) || $('asking').value === 'never') return false;
  return $('asking').value === 'always' || (program.input === '' && ide.seemsToRead(program));
}

function runTests() {
  const program = programs.requestTests();
  if (program) return runNow(program);
  showAbove('tests');
  notice.say('There are no tests yet: add one, or paste the samples of a problem statement.');
}

/** A run under way is stopped: the program as it is now takes its place. */
function runNow(program) {
  run.stop();
  notice.done();
  opening.take();
  programs.keepNow();
  editor.mark([]);
  wantInput(false);
  void run.start(program);
  $('verdict').scrollIntoView({ block: 'nearest' }); // on a narrow page, where it is far down
}

function showState(state) {
  shown = state;
  verdict.show(state);
  runs.note(state);
  showRunButton();
  if (state.phase === 'queued' && !opening.isShared()) ide.tab.set('run', state.id);
  outputTools.keepAsWritten(state.record?.reason === 'compile');
  if (state.phase === 'final') showEnd(state);
  else artifacts.clear();
  showWhetherEmpty();
}

function showRunButton() {
  const [does, words, key] = run.isBusy() ? ['stop', 'Stop', '.'] : ['run', 'Run', '⏎'];
  const button = $('run');
  button.dataset.does = does;
  button.ariaKeyShortcuts = does === 'stop' ? 'Control+. Meta+.' : 'Control+Enter Meta+Enter';
  button.querySelector('span').textContent = words;
  button.querySelector('kbd').textContent = `${MODIFIER} ${key}`;
  button.querySelector('use').setAttribute('href', `#i-${does}`);
}

function showEnd(state) {
  const { record, program } = state;
  artifacts.show(record);
  showPlaces(state);
  wantInput(ide.missesInput(record, program) !== undefined);
  const right = ide.rightLanguage(record, program);
  if (!right) return;
  const [is, was] = [right, program.language].map(ide.languageName);
  notice.say(`This looks like ${is}, and it was run as ${was}.`, [`Run it as ${is}`, () => runAs(right, program)]);
}

function wantInput(isWanted) {
  document.querySelector('.input').classList.toggle('wanted', isWanted);
}

function runAs(language, program) {
  if (programs.language() !== program.language) programs.choose(program.language);
  const before = programs.move(language);
  runProgram();
  opening.offerBack(before, `The program is ${ide.languageName(language)} now.`);
}

/** Errors and warnings lead to their lines: marks beside the code, links in the output. */
function showPlaces({ record, program }) {
  const warnings = ide.warningsOf(record);
  $('compiler-title').textContent = warnings ? `Compiler: ${warnings}` : 'Compiler';
  $('compiler').classList.toggle('warns', warnings !== undefined);
  linkPlaces($('output'));
  const isAsItRan = programs.language() === program.language && editor.text() === program.code;
  if (isAsItRan) editor.mark(ide.marksOf(record));
}

function linkPlaces(view) {
  const { language } = shown.program;
  ide.linkPlaces(view, language, (line, column) => {
    if (programs.language() !== language) programs.choose(language);
    editor.goTo(line, column);
  });
}

function showWhetherEmpty() {
  const words = { idle: 'Press Run, and the output appears here while the program runs.', final: 'It wrote nothing.' };
  $('empty').textContent = words[shown.phase] ?? '';
  $('compiler').hidden = $('compiler-text').firstChild === null;
  $('empty').hidden = $('written').firstChild !== null || !$('artifacts').hidden || !words[shown.phase];
}

function showLanguage(language) {
  $('language').value = language;
  $('file').textContent = ide.languageOf(language).file ?? 'Program';
  examples.show(language);
}

/** As soon as the engine answers: what it runs, and what was shown here before. */
async function meetEngine() {
  try {
    await askForLanguages();
    notice.done('engine');
    await opening.atStart();
  } catch (error) {
    notice.say(`${error.message} Is it running at ${api.base}? Trying again.`, undefined, 'engine');
    setTimeout(meetEngine, 3000);
  }
}

/** A sentence where a language cannot be run, even now. */
async function whyNot(language) {
  if (ide.whyAway(language)) await askForLanguages().catch(askAtNextRun);
  return ide.whyAway(language);
}

function askAtNextRun() {}

/** Asks again while one of them is not ready. */
async function askForLanguages() {
  const languages = await api.languages();
  ide.browser.set('languages', languages);
  ide.learnLanguages(languages);
  showLanguages();
  if (languages.some(({ id }) => ide.whyAway(id))) setTimeout(() => askForLanguages().catch(askAtNextRun), AWAY_MS);
}

function showLanguages() {
  $('language').replaceChildren(...ide.offered.map(optionOf));
  if (ide.offered.length > 0 && !ide.offered.some(({ id }) => id === programs.language())) {
    return programs.choose(ide.offered[0].id);
  }
  $('language').value = programs.language();
}

function optionOf({ id, name, version }) {
  const why = ide.whyAway(id);
  const option = new Option(why ? `${name} · not now` : version ? `${name} · ${version}` : name, id);
  option.className = why ? 'away' : '';
  option.title = why ?? '';
  return option;
}

function openAgain(id) {
  $('runs').hidePopover();
  return opening.again(id);
}
