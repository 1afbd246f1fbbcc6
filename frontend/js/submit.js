// Submits a program, and tries again after temporary failures: a rate limit, a full queue, an engine that does not
// answer.

/** Seconds before the next try when the response has no Retry-After. */
const TRY_AGAIN_S = 3;
/**
 * Each page waits up to this many seconds longer, at random, so that many pages do not try again at the same moment.
 */
const SPREAD_S = 10;

/** `whyUnavailable(language)` resolves with a sentence when the language cannot be run. */
ide.createSubmit = ({ api, whyUnavailable }) => {
  /**
   * Resolves with { id, warning }; rejects with ide.ApiError, or when `signal` aborts. The idempotency key makes a
   * repeated try safe. `onWait(seconds, error)` is called each second of a wait.
   */
  return async function submit(request, { signal, onWait }) {
    const why = await whyUnavailable(request.language);
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
