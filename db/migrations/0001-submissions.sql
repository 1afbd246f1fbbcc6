-- The history of the first release. Changes nothing in a database of that release.
CREATE TABLE IF NOT EXISTS submissions (
  id                uuid        PRIMARY KEY,
  language          text        NOT NULL,
  code              bytea       NOT NULL,
  input             bytea       NOT NULL,
  status            text        NOT NULL,
  reason            text,
  message           text,
  stdout            bytea       NOT NULL,
  stderr            bytea       NOT NULL,
  stdout_truncated  boolean     NOT NULL,
  stderr_truncated  boolean     NOT NULL,
  exit_code         integer,
  signal            text,
  execution_time_ms double precision,
  compile_time_ms   double precision,
  cpu_time_ms       double precision,
  memory_peak_bytes bigint,
  sandbox           text,
  created_at        timestamptz NOT NULL,
  started_at        timestamptz,
  finished_at       timestamptz NOT NULL,
  compile_output    bytea
);

ALTER TABLE submissions ADD COLUMN IF NOT EXISTS compile_output bytea;

-- For the usual queries of an operator: the newest submissions, and the failures of the last hours.
CREATE INDEX IF NOT EXISTS submissions_created_at ON submissions (created_at DESC);
CREATE INDEX IF NOT EXISTS submissions_status_created_at ON submissions (status, created_at DESC);
