import { MOST } from './domain/limits.ts';
import { EngineError } from './errors.ts';
import type { Sent } from './inbox/inbox.ts';

/** Errors of submissions with which something cannot be done. */

export function noSuchSubmission(): EngineError {
  const message = 'There is no such submission. Check the id; records that were never finished are kept for a day.';
  return new EngineError('not_found', message);
}

export function alreadyFinished(): EngineError {
  return new EngineError('already_finished', 'This submission is finished already; there is nothing to cancel.');
}

export function notInteractive(): EngineError {
  const message =
    'This submission takes no further input: submit it with "interactive": true, or send "input" with it.';
  return new EngineError('not_interactive', message);
}

export function tooLate(): EngineError {
  return new EngineError('already_finished', 'This program has ended; it reads nothing any more.');
}

/** The number of the next message. Throws the reason why this one cannot be sent. */
export function nextAfter({ state, next }: Sent): number {
  if (state === 'taken') return next;
  if (state === 'closed') throw tooLate();
  if (state === 'ended') {
    throw new EngineError('input_ended', 'The input of this program has ended: an earlier message said so.');
  }
  if (state === 'full') {
    const problem = `would make more than ${MOST.inputBytes} bytes of input together`;
    const details = [{ field: 'text', problem }];
    throw new EngineError('too_large', `The request is too large: text ${problem}.`, { details });
  }
  const problem = `must be ${next}: the messages of a run count up from 1`;
  const details = [{ field: 'n', problem }];
  throw new EngineError('invalid_request', `The request is not valid: n ${problem}.`, { details });
}

export function notReady(
  id: string,
  problem = 'This server is restarting. The submission is kept, and its run may begin anew.',
): EngineError {
  return new EngineError('unavailable', `${problem} Ask for it later by its id, ${id}.`);
}
