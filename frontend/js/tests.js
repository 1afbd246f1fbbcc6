// The tests of a program: a row of tabs, and the selected test below.

const MARKS = { passed: '✓', not_run: '–' };

/** The mark of a verdict: a tick, a cross, or a dash for a test that was not run. */
ide.markOf = (verdict) => MARKS[verdict] ?? '✗';

/** `parts` are the elements by id. `onChange` is called after the user changed a test or an option. */
ide.createTests = ({ parts, notice, onChange }) => {
  const { 'test-tabs': tabs, test: panel, 'no-tests': none, 'test-count': count } = parts;
  const fields = { name: parts['test-name'], input: parts['test-input'], expected: parts['test-expected'] };
  const { compare, tolerance, 'tolerance-row': toleranceRow, 'stop-first': stopFirst } = parts;
  const buttons = { add: parts['add-test'], duplicate: parts['duplicate-test'], remove: parts['remove-test'] };
  let plan = ide.noTests;
  let chosen = 0;
  /** The tests of the shown run, and their verdicts. A changed test is a new object, which has no verdict. */
  let running = [];
  let verdicts = new Map();
  listen();
  show();

  return { plan: () => plan, show, add, begin, addVerdict };

  function show(wanted) {
    [plan, chosen] = [ide.planFrom(wanted), 0];
    render();
  }

  /** Called when a run of plan `of` begins: removes all verdicts. */
  function begin(of) {
    running = of && ide.isSamePlan(of, plan) ? plan.tests : [];
    verdicts = new Map();
    renderTabs();
  }

  function addVerdict({ test, verdict }) {
    const its = running[test];
    if (!its) return;
    verdicts.set(its, verdict);
    const at = plan.tests.indexOf(its);
    if (at >= 0) labelTab(tabs.children[at], its, at);
  }

  function listen() {
    ide.rove(tabs, (tab) => choose([...tabs.children].indexOf(tab)));
    for (const [name, field] of Object.entries(fields)) {
      field.addEventListener('input', () => change(plan.tests.with(chosen, { ...test(), [name]: field.value })));
    }
    buttons.add.addEventListener('click', () => add([{ name: '', input: '', expected: '' }]));
    buttons.duplicate.addEventListener('click', () => {
      change(plan.tests.toSpliced(chosen + 1, 0, { ...test() }));
      choose(chosen + 1);
      fields.name.focus();
    });
    buttons.remove.addEventListener('click', () => remove(chosen));
    tabs.addEventListener('keydown', ({ key }) => key === 'Delete' && remove(chosen));
    for (const field of [compare, tolerance, stopFirst]) field.addEventListener('change', changeComparison);
  }

  function test() {
    return plan.tests[chosen];
  }

  /** Adds tests after the others, and selects the first added one. */
  function add(more) {
    const at = plan.tests.length;
    change([...plan.tests, ...more].slice(0, ide.MAX_TESTS));
    choose(Math.min(at, plan.tests.length - 1));
    fields.input.focus();
  }

  function remove(index) {
    const removed = plan.tests[index];
    change(plan.tests.toSpliced(index, 1));
    choose(Math.min(index, plan.tests.length - 1));
    (tabs.children[chosen] ?? buttons.add).focus();
    notice.show(`Test ${titleOf(removed, index)} is removed.`, [
      'Put it back',
      () => {
        change(plan.tests.toSpliced(index, 0, removed));
        choose(index);
      },
    ]);
  }

  function change(tests) {
    const isRow = tests.length !== plan.tests.length;
    plan = { ...plan, tests };
    if (isRow) renderTabs();
    else labelTab(tabs.children[chosen], test(), chosen);
    onChange();
  }

  function changeComparison() {
    const near = tolerance.valueAsNumber;
    const isNear = compare.value === 'float' && tolerance.validity.valid && near >= 0;
    if (isNear) plan = { ...plan, compare: { float: { abs: near, rel: near } } };
    else if (compare.value !== 'float') plan = { ...plan, compare: compare.value };
    plan = { ...plan, stop: stopFirst.checked ? 'first_failure' : 'never' };
    toleranceRow.hidden = compare.value !== 'float';
    onChange();
  }

  function choose(index) {
    chosen = Math.max(0, index);
    ide.selectTab(tabs.children, tabs.children[chosen]);
    fill();
    tabs.children[chosen]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function fill() {
    for (const [name, field] of Object.entries(fields)) field.value = test()?.[name] ?? '';
  }

  function render() {
    renderTabs();
    fill();
    const near = plan.compare.float;
    compare.value = near ? 'float' : plan.compare;
    if (near) tolerance.value = Math.max(near.abs ?? 0, near.rel ?? 0);
    toleranceRow.hidden = !near;
    stopFirst.checked = plan.stop === 'first_failure';
  }

  function renderTabs() {
    const { length } = plan.tests;
    tabs.replaceChildren(...plan.tests.map(tabOf));
    ide.selectTab(tabs.children, tabs.children[chosen]);
    tabs.hidden = panel.hidden = length === 0;
    none.hidden = length > 0;
    buttons.add.disabled = buttons.duplicate.disabled = length >= ide.MAX_TESTS;
    count.textContent = length > 0 ? `${length}` : '';
  }

  function tabOf(its, index) {
    const tab = ide.element('button', { type: 'button', role: 'tab', className: 'chip' });
    tab.setAttribute('aria-controls', panel.id);
    labelTab(tab, its, index);
    return tab;
  }

  function labelTab(tab, its, index) {
    const verdict = verdicts.get(its);
    const title = titleOf(its, index);
    tab.textContent = verdict ? `${ide.markOf(verdict)} ${title}` : title;
    tab.ariaLabel = verdict ? `${title}: ${ide.words.verdict({ verdict })}` : title;
    tab.dataset.verdict = verdict ?? '';
  }

  function titleOf({ name }, index) {
    return name || String(index + 1);
  }
};
