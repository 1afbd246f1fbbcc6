import type { FullRecord, SubmissionRecord } from './record.ts';
import type { LanguageInfo } from './languages.ts';

/** Examples for the contract, written by hand: generated ones have impossible numbers and dates. */

const id = '019c2f6a-3b1e-7c4d-9f20-5e8a7b6c1d02';
const request = { language: 'python', code: 'print(int(input()) * 2)', input: '21\n' };
const record: SubmissionRecord = {
  submission_id: id,
  language: 'python',
  status: 'completed',
  reason: null,
  message: null,
  stdout: '42\n',
  stderr: '',
  stdout_truncated: false,
  stderr_truncated: false,
  exit_code: 0,
  signal: null,
  execution_time_ms: 14.2,
  compile_time_ms: null,
  cpu_time_ms: 11.8,
  memory_peak_bytes: 8_912_896,
  sandbox: 'docker',
  created_at: '2026-02-05T09:30:00.120Z',
  started_at: '2026-02-05T09:30:00.131Z',
  finished_at: '2026-02-05T09:30:00.158Z',
  compile_output: null,
  tests: null,
  summary: null,
  artifacts: null,
  artifacts_omitted: null,
  stalled_ms: 0.3,
  transcript: null,
};
const full: FullRecord = {
  ...record,
  code: request.code,
  input: request.input,
  files: [{ name: 'main.py', content: request.code, encoding: 'utf8' }],
  args: [],
  compiler_args: [],
  limits: {},
  interactive: false,
  plan: null,
};
const language: LanguageInfo = {
  id: 'python',
  name: 'Python',
  version: 'CPython 3.10.14',
  aliases: ['py', 'python3'],
  limits: {
    time_ms: 7000,
    cpu_time_ms: 28_000,
    compile_time_ms: null,
    memory_bytes: 268_435_456,
    output_bytes: 1_048_576,
    processes: 64,
    idle_time_ms: 60_000,
  },
  file: 'main.py',
  extensions: ['py', 'pyw'],
  comment: '#',
  editor: { grammar: 'python', namesFromGrammar: true },
  errors: { place: 'File "(?:[^"\\n]*/)?(?<file>[^"/\\n]+)", line (?<line>\\d+)' },
  sample: 'print("hi")\n',
  notes: null,
  compile_command: null,
  tells_waiting: true,
  ready: true,
  not_ready_because: null,
};

const running: SubmissionRecord = {
  ...record,
  status: 'running',
  stdout: null,
  stderr: null,
  exit_code: null,
  finished_at: null,
};
const unmeasured = { execution_time_ms: null, cpu_time_ms: null, memory_peak_bytes: null, stalled_ms: null };
const story: readonly [id: string, event: string, data: unknown][] = [
  ['1-0', '', { ...running, ...unmeasured }],
  ['1-1', 'event: output\n', { stream: 'stdout', text: '42\n' }],
  ['1-2', '', record],
];

export const examples = {
  request,
  accepted: { submission_id: id, status: 'queued', stream_url: `/stream/${id}` },
  input: { text: 'Ada\n', n: 1 },
  inputAccepted: { submission_id: id, next_n: 2 },
  cancelled: { submission_id: id, status: 'cancelled' },
  record,
  full,
  events: story.map(([at, event, data]) => `${event}id: ${at}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
  languages: [language],
  ready: { status: 'ready', unavailable: {} },
  unready: { status: 'unavailable', unavailable: { worker: 'No worker has been seen for 30 s.' } },
} as const;
