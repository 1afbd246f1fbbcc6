// Follows a run. The browser itself resumes a lost stream, with the id of the last event that it received.

const LOOK_AGAIN_MS = 1500;

ide.createFollow = ({ api }) => {
  /**
   * Follows a submission to its end, and delivers each event exactly once:
   * - `onOutput({ stream, text })`: the program wrote text; `onTest(result)`: a test ended;
   * - `onInput(text)`: the program read input; `onWaiting({ n })`: the program waits for message n of its input;
   * - `onRecord(record)`: the status changed;
   * - `onNotice(sentence)`: why the submission waits; `onNotice()`: the reason is gone;
   * - `onLost(isLost)`: the connection was lost, or is back; `onGone(error)`: the engine does not know the submission
   *   any more.
   * Returns a function that ends the following.
   */
  return function follow(id, { onOutput, onInput, onWaiting, onTest, onRecord, onNotice, onLost, onGone }) {
    let source;
    let timer;
    let seen = [0, 0];
    let ended = false;
    connect();
    return end;

    function connect() {
      source = new EventSource(api.url(`/stream/${id}`));
      source.addEventListener('open', () => {
        onLost(false);
        onNotice(); // a new stream sends the current notice again
      });
      source.addEventListener('notice', (event) => onNotice(JSON.parse(event.data).message ?? undefined));
      source.addEventListener('output', (event) => isNew(event) && onOutput(JSON.parse(event.data)));
      source.addEventListener('input', (event) => isNew(event) && onInput(JSON.parse(event.data).text));
      source.addEventListener('waiting', (event) => isNew(event) && onWaiting(JSON.parse(event.data)));
      source.addEventListener('test', (event) => isNew(event) && onTest(JSON.parse(event.data)));
      source.addEventListener('message', (event) => isNew(event) && report(JSON.parse(event.data)));
      source.addEventListener('error', () => {
        const gaveUp = source.readyState === EventSource.CLOSED;
        if (!gaveUp) onLost(true);
        else timer = setTimeout(lookUp, 100);
      });
    }

    /** Reads the record after the EventSource has given up: at the end of the stream, or after a gateway's error. */
    async function lookUp() {
      try {
        const record = await api.record(id);
        if (ended) return;
        if (record.finished_at) report(record);
        else connect();
      } catch (error) {
        if (ended) return;
        if (error.isGone) {
          end();
          return onGone(error);
        }
        onLost(true);
        timer = setTimeout(lookUp, LOOK_AGAIN_MS);
      }
    }

    function report(record) {
      if (record.finished_at) end();
      onRecord(record);
    }

    function end() {
      ended = true;
      clearTimeout(timer);
      source.close();
    }

    /**
     * False for an event that was delivered before, because a reopened stream begins with the first event. Ids are
     * `n-m`, ascending.
     */
    function isNew({ lastEventId }) {
      const [n, m] = lastEventId.split('-').map(Number);
      if (n < seen[0] || (n === seen[0] && m <= seen[1])) return false;
      seen = [n, m];
      return true;
    }
  };
};
