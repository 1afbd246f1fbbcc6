import { contentType } from 'mime-types';
import { extname } from 'node:path';
import { z } from 'zod';
import { sizeOfArtifact } from '../../domain/artifacts.ts';
import { isFinal, type Submission } from '../../domain/record.ts';

/** A file that a program left, in its record. */
export const ArtifactRecord = z
  .object({
    name: z.string().meta({ description: 'Its bytes: GET /submissions/<id>/files/<name>' }),
    size: z.int(),
    type: z.string().meta({ description: 'By the ending of its name', examples: ['image/png'] }),
  })
  .meta({ id: 'Artifact' });

export type ArtifactRecord = z.infer<typeof ArtifactRecord>;

/** Null until the submission is final, and where it did not ask for them. */
export function artifactsOf({ status, request, artifacts }: Submission): ArtifactRecord[] | null {
  if (!request.artifacts || !isFinal(status)) return null;
  return (artifacts?.files ?? []).map((file) => ({
    name: file.name,
    size: sizeOfArtifact(file),
    type: typeOf(file.name),
  }));
}

export function artifactsLeftOut({ status, request, artifacts }: Submission): number | null {
  return request.artifacts && isFinal(status) ? (artifacts?.leftOut ?? 0) : null;
}

/** By the ending of a name. */
export function typeOf(name: string): string {
  return contentType(extname(name)) || 'application/octet-stream';
}
