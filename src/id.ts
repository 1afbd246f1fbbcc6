import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A UUIDv7 with 74 fresh random bits, because whoever knows an id may read the record. */
export function newId(): string {
  return uuidv7({ random: randomBytes(16) });
}
