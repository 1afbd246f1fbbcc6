// Submitting, through everything that passes by itself: a limit, a full queue, an engine that is away for a while.

/** Seconds before another try where the answer does not say. */
const TRY_AGAIN_S = 3;

ide.createSubmit = ({ api }) => {
  /** Resolves with the id. The key makes a repeated try safe. `onWait(seconds, error)` is called each second of a wait. */
  return async function submit(request, { signal, onWait }) {
    const key = newKey();
    for (;;) {
      try {
        return (await api.submit(request, key)).submission_id;
      } catch (error) {
        if (![0, 429, 502, 503, 504].includes(error.status)) throw error;
        await countDown(error.retryAfterS ?? TRY_AGAIN_S, error);
      }
    }

    async function countDown(seconds, error) {
      for (let left = seconds; left > 0; left--) {
        onWait(left, error);
        await second(signal);
      }
    }
  };

  function second(signal) {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      setTimeout(resolve, 1000);
    });
  }

  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
  }
};
