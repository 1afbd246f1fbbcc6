import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Submissions } from '../../submissions.ts';
import { inWords, invalid } from '../errors.ts';
import type { Route } from '../route.ts';
import { examples } from './examples.ts';
import { text } from './files.ts';
import { idParameter, parseId } from './submission.ts';

/** The body of POST /submissions/:id/input. */
const Input = z
  .strictObject({
    text: text
      .min(1)
      .optional()
      .meta({ description: 'What the program reads next. A line needs its line break', examples: ['Ada\n'] }),
    end: z
      .boolean({ error: 'must be true or false' })
      .optional()
      .meta({ description: 'true: stdin ends, after the text where there is one' }),
    n: z
      .int({ error: ({ input }) => (input === undefined ? 'is missing' : 'must be a whole number') })
      .min(1, 'must be at least 1')
      .meta({
        description:
          'The number of this message: they count up from 1. One that was sent before is ignored, so a request can be ' +
          'repeated. The `waiting` event says which comes next',
      }),
  })
  .meta({ id: 'Input' });

const InputAccepted = z
  .object({ submission_id: z.uuid(), next_n: z.int().meta({ description: 'The number of the next message' }) })
  .meta({ id: 'InputAccepted' });

/** Sending input to a program that runs. */
export function inputRoutes({ submissions }: { submissions: Submissions }): Route[] {
  return [
    {
      method: 'post',
      path: '/submissions/:id/input',
      tag: 'Programs',
      operationId: 'sendInput',
      summary: 'Send input to a running program',
      description:
        'For submissions with `"interactive": true`, which may be sent input before they run as well. Everything that is ' +
        'sent has 1 MiB at the most, together. The id is the permission: whoever knows it may answer the program.',
      parameters: [idParameter],
      request: { json: Input, example: examples.input },
      answers: {
        202: { description: 'The program will read it', json: InputAccepted, example: examples.inputAccepted },
      },
      errors: [
        'invalid_request',
        'invalid_json',
        'not_found',
        'not_interactive',
        'already_finished',
        'input_ended',
        'too_large',
        'unsupported_media_type',
        'unavailable',
      ],
      handle: send,
    },
  ];

  async function send(request: Request, response: Response): Promise<void> {
    const id = parseId(request);
    const { text: typed = '', end = false, n } = Input.parse(request.body, { error: inWords });
    if (typed === '' && !end) throw invalid('text', 'is missing, and so is end: send one of them');
    const next = await submissions.send(id, n, { text: typed, end });
    response.status(202).json({ submission_id: id, next_n: next });
  }
}
