// Runs in a worker's container: prints what the engine still waits for, on one line, and nothing when all of it is there.
// It answers when that differs from its argument, or after a few seconds.
const SAME_MS = 5000;
const LOOK_MS = 300;
const PARTS = { worker: 'http://127.0.0.1:8080/readyz', api: 'http://api:8080/readyz' };

const known = process.argv[2] ?? '';
const until = Date.now() + SAME_MS;
let waiting = await look();
while (waiting && waiting === known && Date.now() < until) {
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  waiting = await look();
}
if (waiting) console.log(waiting);

async function look() {
  const away = await Promise.all(Object.entries(PARTS).map(([part, url]) => awayFrom(part, url)));
  return Object.entries(Object.assign({}, ...away.reverse()))
    .map(([part, why]) => `${part}: ${why}`)
    .join('; ');
}

async function awayFrom(part, url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return (await answer.json()).away ?? {};
  } catch {
    return { [part]: 'starting' };
  }
}
