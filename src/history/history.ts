import type { Submission } from '../domain/record.ts';

/** Keeps the records of finished submissions until they are deleted. */
export interface History {
  /** Idempotent: a record that exists is not changed. */
  save(submission: Submission): Promise<void>;
  find(id: string): Promise<Submission | undefined>;
  /** Deletes at most `most` records of submissions before `time`, the oldest first. Resolves with how many. */
  deleteBefore(time: Date, most: number): Promise<number>;
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What a history needs from a database. */
export interface Database {
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  /** Several statements in one transaction: all of them or none. Without a time limit. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}
