import { basename } from 'node:path';
import type { Request, Response } from 'express';
import { EngineError } from '../../errors.ts';
import { noSuchSubmission } from '../../submission-errors.ts';
import type { Submissions } from '../../submissions.ts';
import type { Route } from '../route.ts';
import { typeOf } from './artifacts.ts';
import { idParameter, parseId } from './submission.ts';

/** Downloads of the files that programs leave. */
export function artifactRoutes({ submissions }: { submissions: Submissions }): Route[] {
  return [
    {
      method: 'get',
      path: '/submissions/:id/files/*name',
      tag: 'Programs',
      operationId: 'artifact',
      summary: 'Get a file that the program left',
      description: '`artifacts` in the record lists the files. The answer is always a download, never a page.',
      parameters: [
        idParameter,
        {
          name: 'name',
          in: 'path',
          required: true,
          description: 'The name of the file, with / between folders',
          schema: { type: 'string' },
        },
      ],
      answers: { 200: { description: 'The bytes of the file', bytes: true } },
      errors: ['invalid_request', 'not_found', 'unavailable'],
      handle: send,
    },
  ];

  async function send(request: Request, response: Response): Promise<void> {
    const submission = await submissions.find(parseId(request));
    if (!submission) throw noSuchSubmission();
    const name = [request.params['name']].flat().join('/');
    const file = submission.artifacts?.files.find((one) => one.name === name);
    if (!file) throw new EngineError('not_found', 'No file of this name was kept of this program.');
    response.attachment(basename(name)).type(typeOf(name)).set({
      'Content-Security-Policy': 'sandbox',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, max-age=3600, immutable',
    });
    response.send(Buffer.from(file.content, 'base64'));
  }
}
