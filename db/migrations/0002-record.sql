-- One column has the whole record as JSON, so that a new field needs no migration. The other columns are for the queries of
-- an operator. The record is bytea, because PostgreSQL's json cannot contain a NUL character;
-- convert_from(record, 'UTF8')::json ->> 'stdout' shows the output of a record without NUL characters.
-- For the same reason this migration writes a text of the old columns as {"base64": "…"}.
ALTER TABLE submissions ADD COLUMN owner text, ADD COLUMN record bytea;

UPDATE submissions SET record = convert_to(json_build_object(
  'id', id,
  'request', json_build_object(
    'language', language,
    'files', json_build_array(json_build_object(
      'name', CASE language WHEN 'python' THEN 'main.py' ELSE 'main.' || language END,
      'content', json_build_object('base64', encode(code, 'base64')))),
    'compilerArgs', json_build_array(),
    'runs', json_build_array(json_build_object(
      'stdin', json_build_object('base64', encode(input, 'base64')),
      'args', json_build_array())),
    'limits', json_build_object()),
  'status', status,
  'sandbox', sandbox,
  'stdout', json_build_object('base64', encode(stdout, 'base64')),
  'stderr', json_build_object('base64', encode(stderr, 'base64')),
  'compiler', json_build_object('base64', encode(coalesce(compile_output, ''), 'base64')),
  'createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'startedAt', to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'finishedAt', to_char(finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'result', json_build_object(
    'status', status,
    'reason', reason,
    'message', message,
    'exitCode', exit_code,
    'signal', signal,
    'compileMs', compile_time_ms,
    'runMs', execution_time_ms,
    'usage', CASE WHEN coalesce(execution_time_ms, compile_time_ms) IS NULL THEN NULL ELSE json_build_object(
      'wallMs', coalesce(execution_time_ms, compile_time_ms),
      'cpuMs', cpu_time_ms,
      'memoryPeakBytes', memory_peak_bytes,
      'stdoutTruncated', stdout_truncated,
      'stderrTruncated', stderr_truncated) END)
)::text, 'UTF8');

ALTER TABLE submissions
  ALTER COLUMN record SET NOT NULL,
  DROP COLUMN code, DROP COLUMN input, DROP COLUMN message, DROP COLUMN stdout, DROP COLUMN stderr,
  DROP COLUMN stdout_truncated, DROP COLUMN stderr_truncated, DROP COLUMN exit_code, DROP COLUMN signal,
  DROP COLUMN execution_time_ms, DROP COLUMN compile_time_ms, DROP COLUMN cpu_time_ms, DROP COLUMN memory_peak_bytes,
  DROP COLUMN sandbox, DROP COLUMN compile_output;
