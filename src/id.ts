import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';

/** A UUIDv7 whose 74 random bits are random each time: knowing an id is the permission to read the record. */
export function newId(): string {
  return uuidv7({ random: randomBytes(16) });
}
