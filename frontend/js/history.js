// The last runs of this browser. Tabs share the list: each change is made to what is stored at that moment.

const MOST_RUNS = 50;

/** `onOpen(id)` is called for the run that was chosen. */
ide.createHistory = ({ runs: sheet, 'run-list': list, 'forget-runs': clear, api, limitsOf, onOpen }) => {
  addEventListener('storage', render);
  clear.addEventListener('click', () => keep([]));
  sheet.addEventListener('toggle', ({ newState }) => newState === 'open' && refresh());
  render();

  return { note, forget: (id) => keep(stored().filter((run) => run.id !== id)) };

  /** Takes what run.js says: a submission is added to the list, and what is in it is kept up to date. */
  function note({ phase, id, record }, language) {
    if (!id) return;
    if (phase === 'queued' && !record)
      add({ id, language, status: 'queued', words: 'Running', at: new Date().toJSON() });
    else if (record) update(id, record);
  }

  function add(run) {
    if (!stored().some(({ id }) => id === run.id)) keep([run, ...stored()]);
  }

  function update(id, record) {
    const runs = stored();
    const run = runs.find((other) => other.id === id);
    if (!run || run.status === record.status) return;
    const words = record.finished_at ? ide.words.headline(record, limitsOf(record.language)) : 'Running';
    const time = record.execution_time_ms ?? undefined;
    keep(runs.map((other) => (other === run ? { ...run, status: record.status, words, time } : other)));
  }

  /** Runs that nobody has followed to their end are looked up. */
  async function refresh() {
    render();
    for (const { id } of stored().filter(({ status }) => status === 'queued' || status === 'running')) {
      const record = await api.record(id).catch(() => undefined);
      if (record) update(id, record);
    }
  }

  function stored() {
    const runs = ide.browser.get('runs');
    return Array.isArray(runs) ? runs : [];
  }

  function keep(runs) {
    ide.browser.set('runs', runs.slice(0, MOST_RUNS));
    render();
  }

  function render() {
    const runs = stored();
    list.replaceChildren(...runs.map(row));
    clear.hidden = list.hidden = runs.length === 0;
  }

  function row({ id, language, status, words, at, time }) {
    const took = time === undefined ? '' : ` · ${ide.words.ms(time)}`;
    const button = ide.choice(words, `${ide.languageName(language)}${took} · ${ide.words.ago(at)}`, () => onOpen(id));
    button.dataset.tone = ide.words.tone({ status });
    const item = document.createElement('li');
    item.append(button);
    return item;
  }
};

/** A button of two lines, for a list of choices. */
ide.choice = (what, more, onChoose) => {
  const button = document.createElement('button');
  button.type = 'button';
  for (const [name, text] of [
    ['what', what],
    ['more', more],
  ]) {
    const span = document.createElement('span');
    span.className = name;
    span.textContent = text;
    button.append(span);
  }
  button.addEventListener('click', onChoose);
  return button;
};
