// The HTTP API, and nothing else of the engine, is what this page knows.

/**
 * An answer that is not a success; `status` is 0 where there was no answer. The message is a sentence for a person.
 * `isGone` is true where the engine says that it does not know the submission.
 */
ide.ApiError = class extends Error {
  constructor(message, { status = 0, code = 'offline', retryAfterS } = {}) {
    super(message);
    Object.assign(this, { status, code, retryAfterS, isGone: code === 'not_found' });
  }
};

/** An answer takes this long at the most; the engine answers within 10 s. */
const ANSWER_MS = 30_000;

/** `base` is where the engine is, without a slash at its end: all paths begin there. */
ide.createApi = ({ base }) => {
  return {
    base,
    url: (path) => `${base}${path}`,
    record: (id) => ask(`/submissions/${encodeURIComponent(id)}`),
    cancel: (id) => ask(`/submissions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    /** `message` is { text, n } or { end: true, n }. */
    answer: (id, message) => ask(`/submissions/${encodeURIComponent(id)}/input`, posting(message)),
    languages: () => askAny('/languages'),
    submit: (request, key) => askAny('/submit', posting(request, { 'Idempotency-Key': key })),
  };

  function posting(body, headers) {
    return { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) };
  }

  /** What every engine has: where it is not found there is none, whoever answers. */
  function askAny(path, options) {
    return ask(path, options).catch((error) => {
      throw error.isGone ? noEngine() : error;
    });
  }

  async function ask(path, options) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${base}${path}`, { ...options, signal }).catch(() => {
      throw new ide.ApiError('The engine cannot be reached.');
    });
    const body = await response.json().catch(() => undefined);
    if (response.ok && body) return body;
    if (response.ok || (NOT_HERE.has(response.status) && !body?.code)) throw noEngine(response.status);
    throw new ide.ApiError(body?.error ?? `The engine answered ${response.status}.`, {
      status: response.status,
      code: body?.code,
      retryAfterS: Number(response.headers.get('Retry-After')) || undefined,
    });
  }
};

/** What a server that is no engine answers, to a POST as well; another one answers 200 with a page. */
const NOT_HERE = new Set([404, 405]);

function noEngine(status = 404) {
  return new ide.ApiError('There is no engine at this address.', { status, code: 'no_engine' });
}

/**
 * The engine is where the page is, under a path as well; opened from disk the page speaks to http://localhost, and
 * `?api=http://host:port` names another engine.
 */
ide.apiBase = () => {
  if (location.protocol !== 'file:') return new URL('.', document.baseURI).href.replace(/\/$/, '');
  const named = new URLSearchParams(location.search).get('api') ?? '';
  return /^https?:\/\//i.test(named) ? named.replace(/\/$/, '') : 'http://localhost';
};
