// The HTTP API, and nothing else of the engine, is what this page knows.

/** An answer that is not a success; `status` is 0 where there was no answer. The message is a sentence for a person. */
ide.ApiError = class extends Error {
  constructor(message, { status = 0, code = 'offline', retryAfterS } = {}) {
    super(message);
    Object.assign(this, { status, code, retryAfterS });
  }
};

/** An answer takes this long at the most; the engine answers within 10 s. */
const ANSWER_MS = 30_000;

/** `base` is '' for the server this page came from. */
ide.createApi = ({ base }) => {
  return {
    base,
    url: (path) => `${base}${path}`,
    record: (id) => ask(`/submissions/${encodeURIComponent(id)}`),
    cancel: (id) => ask(`/submissions/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    languages: () => ask('/languages'),
    submit: (request, key) =>
      ask('/submit', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(request),
      }),
  };

  async function ask(path, options) {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const response = await fetch(`${base}${path}`, { ...options, signal }).catch(() => {
      throw new ide.ApiError('The engine cannot be reached.');
    });
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    throw new ide.ApiError(body.error ?? `The engine answered ${response.status}.`, {
      status: response.status,
      code: body.code,
      retryAfterS: Number(response.headers.get('Retry-After')) || undefined,
    });
  }
};

/** Opened from disk the page speaks to http://localhost; `?api=http://host:port` names another engine. */
ide.apiBase = () => {
  if (location.protocol !== 'file:') return '';
  const named = new URLSearchParams(location.search).get('api') ?? '';
  return /^https?:\/\//i.test(named) ? named : 'http://localhost';
};
