// The page: choose a language, run the program, watch its output. It speaks the HTTP API and nothing else.
// Opened from disk it speaks to http://localhost; `?api=http://host:port` names another engine.

const api = apiBase();
const [language, run, code, input, output, verdict, notice, docs] = [
  'language',
  'run',
  'code',
  'input',
  'output',
  'verdict',
  'notice',
  'docs',
].map((id) => document.getElementById(id));

/** The run that is shown; null when none is under way. */
let current = null;
let samples = {};

docs.href = `${api}/docs`;
start();

async function start() {
  run.addEventListener('click', () => (current ? stopRun() : startRun()));
  language.addEventListener('change', () => showProgram(language.value));
  for (const field of [code, input]) field.addEventListener('input', keepProgram);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !current && !run.disabled) startRun();
  });
  await loadLanguages();
}

async function loadLanguages() {
  try {
    const languages = await ask('/languages');
    samples = Object.fromEntries(languages.map(({ id, sample }) => [id, sample]));
    language.replaceChildren(...languages.map(({ id, name, version }) => new Option(`${name} (${version})`, id)));
    const last = recall('language');
    if (last in samples) language.value = last;
    showProgram(language.value);
    language.disabled = run.disabled = false;
    say('');
  } catch (error) {
    say(`The engine at ${api || location.origin} does not answer (${error.message}). Trying again …`);
    setTimeout(loadLanguages, 2000);
  }
}

async function startRun() {
  current = { id: null, stream: null, lastEventId: '' };
  const mine = current;
  say('');
  output.replaceChildren();
  showVerdict('Submitting …');
  showRunning(true);
  try {
    const { submission_id: id } = await ask('/submit', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ language: language.value, code: code.value, input: input.value }),
    });
    mine.id = id;
    if (mine === current) follow(mine);
    else await cancel(id);
  } catch (error) {
    endRun(mine, error.message, 'bad');
  }
}

/** Follows the run; the browser resumes a lost stream by itself, with the id of the last event it saw. */
function follow(mine) {
  const stream = new EventSource(`${api}/stream/${mine.id}`);
  mine.stream = stream;
  stream.addEventListener('output', ({ data }) => append(JSON.parse(data)));
  stream.addEventListener('message', ({ data }) => showState(mine, JSON.parse(data)));
  stream.addEventListener('error', () => {
    if (mine !== current) return stream.close();
    showVerdict('The connection was lost. Trying again …', 'bad');
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => resume(mine), 1000);
  });
}

/** After an answer that an EventSource gives up on (a gateway error): look the record up, and go on from there. */
async function resume(mine) {
  if (mine !== current) return;
  try {
    const record = await ask(`/submissions/${mine.id}`);
    if (record.finished_at) return showState(mine, record);
    output.replaceChildren();
    follow(mine);
  } catch {
    setTimeout(() => resume(mine), 2000);
  }
}

async function stopRun() {
  const mine = current;
  if (!mine.id) return endRun(mine, 'Cancelled.', 'bad');
  showVerdict('Stopping …');
  await cancel(mine.id).catch((error) => say(error.message));
}

function cancel(id) {
  return ask(`/submissions/${id}`, { method: 'DELETE' });
}

function showState(mine, record) {
  if (record.status === 'queued') return showVerdict('Queued …');
  if (record.status === 'running') {
    output.replaceChildren();
    return showVerdict('Running …');
  }
  showWhole(record);
  endRun(mine, summaryOf(record), record.status === 'completed' ? 'good' : 'bad');
}

/** The final record is the truth: if it says more than what was shown live, show it instead. */
function showWhole({ stdout, stderr }) {
  if (output.textContent.length === stdout.length + stderr.length) return;
  output.replaceChildren();
  append({ stream: 'stdout', text: stdout });
  append({ stream: 'stderr', text: stderr });
}

function summaryOf(record) {
  const words = [record.message ?? 'Completed'];
  if (record.execution_time_ms !== null) words.push(`Ran ${Math.round(record.execution_time_ms)} ms`);
  if (record.compile_time_ms !== null) words.push(`compiled ${Math.round(record.compile_time_ms)} ms`);
  if (record.cpu_time_ms !== null) words.push(`CPU ${Math.round(record.cpu_time_ms)} ms`);
  if (record.memory_peak_bytes !== null) words.push(`memory ${(record.memory_peak_bytes / 1048576).toFixed(1)} MiB`);
  return words.join(' · ');
}

function endRun(mine, text, kind) {
  mine.stream?.close();
  if (mine !== current) return;
  current = null;
  showRunning(false);
  showVerdict(text, kind);
}

/** Output is text, never HTML. */
function append({ stream, text }) {
  if (text === '') return;
  const atEnd = output.scrollTop + output.clientHeight >= output.scrollHeight - 4;
  const last = output.lastElementChild;
  if (last?.className === stream) last.append(text);
  else {
    const span = document.createElement('span');
    span.className = stream;
    span.append(text);
    output.append(span);
  }
  if (atEnd) output.scrollTop = output.scrollHeight;
}

function showRunning(running) {
  run.textContent = running ? 'Stop' : 'Run';
  run.classList.toggle('stop', running);
  language.disabled = running;
}

function showVerdict(text, kind = '') {
  verdict.textContent = text;
  verdict.className = kind;
}

function say(text) {
  notice.textContent = text;
}

function showProgram(id) {
  keep('language', id);
  code.value = recall(`code:${id}`) ?? samples[id] ?? '';
  input.value = recall(`input:${id}`) ?? 'world\n';
}

function keepProgram() {
  keep(`code:${language.value}`, code.value);
  keep(`input:${language.value}`, input.value);
}

function keep(name, value) {
  try {
    localStorage.setItem(`codeengine:${name}`, value);
  } catch {
    // private mode: the page works, it only forgets
  }
}

function recall(name) {
  try {
    return localStorage.getItem(`codeengine:${name}`);
  } catch {
    return null;
  }
}

/** Asks the API; an error's message is the sentence it gives. */
async function ask(path, options) {
  const response = await fetch(`${api}${path}`, options).catch(() => {
    throw new Error('The engine cannot be reached.');
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The engine answered ${response.status}.`);
  return body;
}

function apiBase() {
  const named = new URLSearchParams(location.search).get('api');
  if (location.protocol === 'file:') return named ?? 'http://localhost';
  return '';
}
