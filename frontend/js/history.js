// The last runs of this browser. Each run is stored under its own key, so that two tabs never overwrite each other's
// runs.

const MAX_RUNS = 50;

/** `onOpen(id)` is called for the run that the user chooses. */
ide.createHistory = ({ runs: sheet, 'run-list': list, 'forget-runs': clear, api, onOpen }) => {
  addEventListener('storage', render);
  clear.addEventListener('click', () => stored().forEach(({ id }) => forget(id)));
  sheet.addEventListener('toggle', ({ newState }) => newState === 'open' && refresh());
  render();

  return { note, forget };

  /** Takes each state of run.js: adds a new submission to the list, and updates a listed one. */
  function note({ phase, id, record, program }) {
    if (!id) return;
    if (phase === 'queued' && !record) {
      const { language } = program;
      const title = ide.titleOf(program);
      add({ id, language, title, status: 'queued', words: 'Running', at: new Date().toJSON() });
    } else if (record) update(id, record, program);
  }

  function add(run) {
    if (!ide.browser.get(`run:${run.id}`)) keep(run);
    for (const { id } of stored().slice(MAX_RUNS)) forget(id);
  }

  function update(id, record, program) {
    const run = ide.browser.get(`run:${id}`);
    if (!run || run.status === record.status) return;
    const words = record.finished_at ? ide.words.headline(record, ide.limitsOf(record, program)) : 'Running';
    const time = record.execution_time_ms ?? undefined;
    keep({ ...run, status: record.status, tone: ide.words.tone(record), words, time });
  }

  /** Asks the engine about the runs that were left before their end. */
  async function refresh() {
    render();
    for (const { id } of stored().filter(({ status }) => status === 'queued' || status === 'running')) {
      const record = await api.record(id).catch(() => undefined);
      if (record) update(id, record);
    }
  }

  /** The runs, newest first. */
  function stored() {
    return ide.browser.all('run:').sort((one, other) => other.at.localeCompare(one.at));
  }

  function keep(run) {
    ide.browser.set(`run:${run.id}`, run);
    render();
  }

  function forget(id) {
    ide.browser.set(`run:${id}`, undefined);
    render();
  }

  function render() {
    const runs = stored();
    list.replaceChildren(...runs.map(row));
    clear.hidden = list.hidden = runs.length === 0;
  }

  function row({ id, language, title, status, tone, words, at, time }) {
    const more = [ide.languageName(language), words, time === undefined ? [] : ide.words.ms(time), ide.words.ago(at)];
    const button = ide.choice(title ?? words, more.flat().join(' · '), () => onOpen(id));
    button.dataset.tone = tone ?? ide.words.tone({ status });
    const item = document.createElement('li');
    item.append(button);
    return item;
  }
};

/** A button with two lines, for a list of choices. */
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
