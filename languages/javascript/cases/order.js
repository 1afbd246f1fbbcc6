// {"want":["completed"],"stdout_is":"script async tick microtask after timeout immediate interval interval later beforeExit exit 0\n","stderr_is":"","about":"what happens in which order: ticks, promises, timers, and the end"}
const seen = [];
setTimeout((word) => seen.push(word), 0, 'timeout');
const never = setTimeout(() => seen.push('never'), 5);
setTimeout(() => {}, 1e6).unref();
let times = 0;
// the interval begins when the immediate has been: a machine under load is late by more than either
setTimeout(() => setImmediate(() => {
  seen.push('immediate');
  const interval = setInterval(() => {
    seen.push('interval');
    if (++times < 2) return;
    clearInterval(interval);
    setTimeout(() => seen.push('later'), 1);
  }, 1);
}), 1);
process.nextTick(() => seen.push('tick'));
queueMicrotask(() => seen.push('microtask'));
(async () => {
  seen.push('async');
  await null;
  seen.push('after');
})();
clearTimeout(never);
seen.unshift('script');
process.on('beforeExit', () => seen.push('beforeExit'));
process.on('exit', (code) => console.log(...seen, 'exit', code));
