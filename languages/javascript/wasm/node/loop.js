// What happens when: ticks, promises, timers, and input that arrives. The program ends when nothing is left to happen.
const system = require('system');
const errors = require('errors');

/** Longer than any program runs. */
const FOREVER_MS = 2 ** 31 - 1;
let ticks = [];
/** What happens as soon as it may, in this order. */
let soon = [];
const timers = new Map();
/** What of that was taken back. */
const taken = new Set();
let rounds = 0;
let ids = 0;
/** Who waits until a descriptor can be read, by its number. */
const readers = new Map();
/** Promises that were rejected, and that nobody has asked about yet. */
const rejected = new Map();

module.exports = { run, nextTick, immediate, setTimer, clear, whenReadable, notReadable, whenEmpty, hear };

let emptied = () => {};
function whenEmpty(tell) {
  emptied = tell;
}

/** Runs a program to its end. */
function run(main) {
  guarded(main);
  settle();
  for (;;) {
    if (round()) continue;
    guarded(emptied);
    settle();
    if (!isAlive()) return;
  }
}

/** One round, as Node makes it: timers that are due, then what happens as soon as it may. Waits when there is only waiting. */
function round() {
  if (!isAlive()) return false;
  rounds++;
  const timer = earliest();
  const wait = timer ? timer.due - nowMs() : 0;
  if (readers.size > 0) hearReaders(soon.length > 0 ? 0 : timer ? Math.max(0, wait) : Infinity);
  else if (timer && wait > 0 && (soon.length === 0 || wait <= 1)) system.sleep(wait);
  for (let due = earliest(); due && due.due <= nowMs() && due.round !== rounds; due = earliest()) fire(due);
  const now = soon;
  soon = [];
  for (const call of now) {
    if (taken.delete(call)) continue;
    guarded(call);
    settle();
  }
  return true;
}

function guarded(task) {
  try {
    task();
  } catch (error) {
    errors.uncaught(error, 'uncaughtException');
  }
}

/** Does what comes before anything else: ticks, then what promises wait for. */
function settle() {
  do {
    while (ticks.length > 0) {
      const now = ticks;
      ticks = [];
      for (const tick of now) guarded(tick);
    }
    host.jobs();
  } while (ticks.length > 0);
  for (const [promise, reason] of rejected) {
    rejected.delete(promise);
    guarded(() => errors.unhandled(reason, promise));
    return settle();
  }
}

/** Whether anything will still happen by itself. */
function isAlive() {
  return soon.length > 0 || readers.size > 0 || [...timers.values()].some((timer) => timer.isReferenced);
}

/** What waits for a descriptor happens when that can be read; this is waited for, for `ms` at the most. */
function hearReaders(ms) {
  for (const [fd, call] of readers) {
    if (!system.isReadable(fd, ms)) continue;
    readers.delete(fd);
    soon.push(call);
  }
}

/** Happens as soon as the descriptor can be read, or is at its end. */
function whenReadable(fd, call) {
  readers.set(fd, call);
}

function notReadable(fd) {
  readers.delete(fd);
}

/** The timer that is due first, in the order of their making when several are; none that was made or due in this round. */
function earliest() {
  let first;
  for (const timer of timers.values()) if (timer.round !== rounds && (!first || timer.due < first.due)) first = timer;
  return first;
}

function fire(timer) {
  timer.round = rounds;
  if (timer.repeat === undefined) timers.delete(timer.id);
  else timer.due = nowMs() + timer.repeat;
  guarded(timer.call);
  settle();
}

function nextTick(call) {
  ticks.push(call);
}

/** Happens after what is due now. Gives a function that takes it back. */
function immediate(call) {
  soon.push(call);
  return () => void taken.add(call);
}

function setTimer(call, ms, repeats) {
  const wait = ms >= 1 && ms <= FOREVER_MS ? Math.trunc(ms) : 1;
  const timer = {
    id: ++ids,
    call,
    due: nowMs() + wait,
    repeat: repeats ? wait : undefined,
    isReferenced: true,
    round: rounds,
  };
  timers.set(timer.id, timer);
  return timer;
}

function clear(id) {
  timers.delete(id);
}

function nowMs() {
  return Math.floor(Number(system.now(1)) / 1e6);
}

/** Hears of each promise that is rejected while nobody waits for it, and of each that somebody waits for after that. */
function hear(promise, reason, isHandled) {
  if (isHandled) rejected.delete(promise);
  else rejected.set(promise, reason);
}
