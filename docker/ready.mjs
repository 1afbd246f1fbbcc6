// Runs in a worker's container. Prints on one line which parts of the engine are unavailable and why, and nothing when
// all parts are available. Exits when this line differs from the argument, or after 5 s.
const UNCHANGED_MS = 5000;
const ASK_EVERY_MS = 300;
const PARTS = { worker: 'http://127.0.0.1:8080/readyz', api: 'http://api:8080/readyz' };

const known = process.argv[2] ?? '';
const until = Date.now() + UNCHANGED_MS;
let line = await unavailable();
while (line && line === known && Date.now() < until) {
  await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  line = await unavailable();
}
if (line) console.log(line);

async function unavailable() {
  const answers = await Promise.all(Object.entries(PARTS).map(([part, url]) => unavailableAt(part, url)));
  return Object.entries(Object.assign({}, ...answers.reverse()))
    .map(([part, why]) => `${part}: ${why}`)
    .join('; ');
}

async function unavailableAt(part, url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return (await answer.json()).unavailable ?? {};
  } catch {
    return { [part]: 'starting' };
  }
}
