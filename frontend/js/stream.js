// Following a run. The browser resumes a lost stream by itself, with the id of the last event it saw.

const LOOK_AGAIN_MS = 1500;

ide.createFollow = ({ api }) => {
  /**
   * Follows a submission to its end: `onOutput({stream, text})` for what the program writes, `onTest` for each test as it ends, `onInput(text)` for
   * what it takes of its input and `onWaiting({n})` when it waits for more, `onRecord` at each change of status, `onNotice(sentence)` while something keeps it waiting and `onNotice()` when that is over, `onLost(true)` while
   * there is no connection, `onGone(error)` if the engine knows it no more.
   * No event is given twice or left out. The function it gives back ends it.
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
        onNotice(); // a stream tells from its beginning what is to be noticed now
      });
      source.addEventListener('notice', (event) => onNotice(JSON.parse(event.data).message ?? undefined));
      source.addEventListener('output', (event) => isNew(event) && onOutput(JSON.parse(event.data)));
      source.addEventListener('input', (event) => isNew(event) && onInput(JSON.parse(event.data).text));
      source.addEventListener('waiting', (event) => isNew(event) && onWaiting(JSON.parse(event.data)));
      source.addEventListener('test', (event) => isNew(event) && onTest(JSON.parse(event.data)));
      source.addEventListener('message', (event) => isNew(event) && tell(JSON.parse(event.data)));
      source.addEventListener('error', () => {
        const gaveUp = source.readyState === EventSource.CLOSED;
        if (!gaveUp) onLost(true);
        else timer = setTimeout(lookUp, 100);
      });
    }

    /** After an answer that an EventSource gives up on (the end, or a gateway's error): the record says how it is. */
    async function lookUp() {
      try {
        const record = await api.record(id);
        if (ended) return;
        if (record.finished_at) tell(record);
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

    function tell(record) {
      if (record.finished_at) end();
      onRecord(record);
    }

    function end() {
      ended = true;
      clearTimeout(timer);
      source.close();
    }

    /** A stream that was opened anew begins at its beginning: what was seen is passed over. Ids are `n-m`, rising. */
    function isNew({ lastEventId }) {
      const [n, m] = lastEventId.split('-').map(Number);
      if (n < seen[0] || (n === seen[0] && m <= seen[1])) return false;
      seen = [n, m];
      return true;
    }
  };
};
