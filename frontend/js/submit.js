// Submitting, through everything that passes by itself: a limit, a full queue, an engine that is away for a while.

/** Seconds before another try where the answer does not say. */
const TRY_AGAIN_S = 3;
/** Everybody in a room is told the same seconds: each waits up to so many more, so that they come back one by one. */
const SPREAD_S = 10;

/** `whyNot(language)` resolves with a sentence where the language cannot be run. */
ide.createSubmit = ({ api, whyNot }) => {
  /** Resolves with the id, and with a warning where the engine gives one. The key makes a repeated try safe. `onWait(seconds, error)` is called each second of a wait. */
  return async function submit(request, { signal, onWait }) {
    const why = await whyNot(request.language);
    if (why) throw new ide.ApiError(why, { status: 409, code: 'not_ready' });
    const key = newKey();
    const { plan, ...program } = request;
    const body = { ...program, ...plan };
    for (;;) {
      try {
        const { submission_id: id, warning } = await api.submit(body, key);
        return { id, warning };
      } catch (error) {
        if (![0, 429, 502, 503, 504].includes(error.status)) throw error;
        await countDown(error.retryAfterS ?? TRY_AGAIN_S, error);
      }
    }

    async function countDown(seconds, error) {
      let left = seconds + Math.random() * Math.min(seconds, SPREAD_S);
      while (left > 0) {
        const whole = Math.ceil(left);
        onWait(whole, error);
        await pause(left - whole + 1, signal);
        left = whole - 1;
      }
    }
  };

  function pause(seconds, signal) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      setTimeout(resolve, seconds * 1000);
    });
  }

  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
  }
};
