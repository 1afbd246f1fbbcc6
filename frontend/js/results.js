// The results of tests: as each test ends, a row with verdict and time. The row opens to details (difference.js).

/**
 * `parts` are the elements by id. `onOpen(element)` is called when the details of a test are shown for the first time.
 */
ide.createResults = ({ pane, parts, view, onOpen }) => {
  const { 'result-list': list, 'result-counts': counts, 'failed-only': failedOnly } = parts;
  let plan;
  let received = [];
  failedOnly.addEventListener('change', () => list.classList.toggle('failed-only', failedOnly.checked));

  return { begin, add, end, isShown: () => !pane.hidden };

  /** Called when a run begins, also when it begins anew. A run without a plan has no tests. */
  function begin(wanted) {
    [plan, received] = [wanted, []];
    list.replaceChildren();
    showAs(plan !== undefined);
    if (plan) showCounts();
  }

  /** Adds the result of a test. A result that arrives again is ignored. */
  function add(result) {
    if (!plan || received[result.test]) return;
    received[result.test] = result;
    const row = rowOf(result);
    list.append(row);
    showCounts();
  }

  /**
   * Opens the first failed test, unless the user has opened one. Hides the results of a program that did not compile.
   */
  function end({ reason }) {
    if (!plan) return;
    showAs(reason !== 'compile');
    const failed = list.querySelector('li:not([data-verdict=passed], [data-verdict=not_run]) details');
    if (!failed || list.querySelector('details[open]')) return;
    failed.open = true;
    view.scrollTop += failed.getBoundingClientRect().top - view.getBoundingClientRect().top - 8;
  }

  function showAs(isShown) {
    pane.hidden = !isShown;
    view.classList.toggle('judges', isShown);
  }

  function showCounts() {
    const all = received.filter(Boolean);
    const passed = all.filter(({ verdict }) => verdict === 'passed').length;
    const slowest = Math.max(0, ...all.map(({ execution_time_ms: ms }) => ms ?? 0));
    const total = plan.tests.length;
    counts.textContent = `${passed} of ${total} passed${slowest ? `, the slowest in ${ide.words.ms(slowest)}` : ''}`;
    list.style.setProperty('--slowest', slowest || 1);
  }

  function rowOf(result) {
    const { name, verdict, execution_time_ms: ms } = result;
    const bar = ide.element('span', { className: 'bar' }, ide.element('i'));
    bar.style.setProperty('--ms', ms ?? 0);
    const summary = ide.element(
      'summary',
      {},
      ide.element('span', { className: 'mark', textContent: ide.markOf(verdict), ariaHidden: 'true' }),
      ide.element('span', { className: 'name', textContent: name }),
      ide.element('span', { className: 'outcome', textContent: ide.words.verdict(result) }),
      bar,
      ide.element('span', { className: 'ms', textContent: ms === null ? '' : ide.words.ms(ms) }),
    );
    const details = ide.element('details', {}, summary);
    details.addEventListener('toggle', () => {
      if (!details.open || summary.nextSibling) return;
      details.append(ide.resultDetails(result, plan.tests[result.test] ?? {}));
      onOpen(details);
    });
    const row = ide.element('li', {}, details);
    row.dataset.verdict = verdict;
    return row;
  }
};
