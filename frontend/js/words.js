// Texts for the user: the values of a record in words, and numbers with their units.

ide.words = (() => {
  const SIGNALS = {
    SIGSEGV: 'Segmentation fault',
    SIGABRT: 'Aborted',
    SIGFPE: 'Arithmetic error',
    SIGILL: 'Illegal instruction',
    SIGBUS: 'Bus error',
    SIGKILL: 'Killed',
  };

  const VERDICTS = {
    time: 'too slow',
    stalled: 'the machine was too busy',
    memory: 'too much memory',
    output: 'too much output',
    processes: 'too many processes',
  };

  return { headline, verdict, tone, ms, bytes, ago, stalled, shares };

  /** How a run ended, in a few words. `limits` are the run's limits (ide.limitsOf). */
  function headline(record, limits) {
    switch (record.reason ?? record.status) {
      case 'completed':
        return record.summary ? ofTests(record.summary) : 'Completed';
      case 'compile':
        return 'Compile failed';
      case 'exit':
        return `Exited with code ${record.exit_code}`;
      case 'signal':
        return SIGNALS[record.signal] ? `${SIGNALS[record.signal]} (${record.signal})` : `Ended by ${record.signal}`;
      case 'time':
        return `Stopped after ${seconds(record.execution_time_ms, limits.time_ms)} s`;
      case 'idle':
        return 'Waited too long for input';
      case 'memory':
        return limits.memory_bytes ? `Used more than ${bytes(limits.memory_bytes)}` : 'Used too much memory';
      case 'output':
        return limits.output_bytes ? `Wrote more than ${bytes(limits.output_bytes)}` : 'Wrote too much output';
      case 'processes':
        return limits.processes ? `Started more than ${limits.processes} processes` : 'Started too many processes';
      case 'cancelled':
        return 'Stopped';
      case 'internal':
        return 'The engine failed';
      default:
        return record.status === 'running' ? 'Running' : 'Queued';
    }
  }

  function ofTests({ passed, total }) {
    if (passed < total) return `${passed} of ${total} tests passed`;
    return total === 1 ? 'The test passed' : `All ${total} tests passed`;
  }

  /** The verdict of a test. */
  function verdict({ verdict: one, exit_code: code, signal }) {
    if (one === 'exit' && code) return `exit code ${code}`;
    if (one === 'signal' && signal) return signal;
    return VERDICTS[one] ?? one.replace('_', ' ');
  }

  /**
   * Milliseconds as seconds: the limit, when the measured time is at most half as much above it; otherwise the measured
   * time.
   */
  function seconds(measured, limit) {
    const isAtLimit = measured >= limit && measured < limit * 1.5;
    return Math.round((isAtLimit ? limit : measured) / 100) / 10;
  }

  /** The tone (css/verdict.css) of a record: good, bad, stopped or busy. */
  function tone({ status, summary }) {
    if (status === 'completed') return summary && summary.passed < summary.total ? 'bad' : 'good';
    if (status === 'cancelled') return 'stopped';
    return status === 'queued' || status === 'running' ? 'busy' : 'bad';
  }

  function ms(value) {
    if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
    if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
    return value >= 10 || value === 0 ? `${Math.round(value)} ms` : `${value.toFixed(1)} ms`;
  }

  /** The same form as in the engine's messages. */
  function bytes(count) {
    if (count >= 1048576) return `${Math.round((count / 1048576) * 10) / 10} MiB`;
    return count >= 1024 ? `${Math.round((count / 1024) * 10) / 10} KiB` : `${count} bytes`;
  }

  function ago(at) {
    const seconds = (Date.now() - Date.parse(at)) / 1000;
    if (seconds < 60) return 'just now';
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
    if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
    return new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
  }

  /** The time that a run waited for a processor, in milliseconds; null below 50 ms. */
  function stalled({ stalled_ms: waited }) {
    return waited >= 50 ? waited : null;
  }

  /**
   * The parts of a run's time, in order: [name, milliseconds, text if it is not the name]. `start` is the time to make
   * the sandbox and all other time, also the time until an interactive program was answered.
   */
  function shares(record) {
    if (!record.finished_at || !record.started_at) return [];
    const queue = Date.parse(record.started_at) - Date.parse(record.created_at);
    const compile = record.compile_time_ms ?? 0;
    const run = record.execution_time_ms ?? 0;
    const waited = stalled(record) ?? 0;
    const start = Date.parse(record.finished_at) - Date.parse(record.started_at) - compile - run - waited;
    return [
      ['queue', Math.max(0, queue)],
      ['start', Math.max(0, start), ...(record.transcript ? ['start and answers'] : [])],
      ['compile', compile],
      ['run', run],
      ['stalled', waited],
    ];
  }
})();
