import type { Submission } from '../domain/record.ts';

/** Keeps finished submissions until they are deleted. */
export interface History {
  /** Idempotent: a submission that is there already stays as it is. */
  save(submission: Submission): Promise<void>;
  find(id: string): Promise<Submission | undefined>;
  /** Deletes at most `most` of those submitted before `time`, the oldest first; says how many. */
  deleteBefore(time: Date, most: number): Promise<number>;
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What history needs of a database; pg and PGlite both fit. */
export interface Database {
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  /** Several statements in one transaction: all of them or none. Takes as long as it takes. */
  script(text: string): Promise<void>;
  close(): Promise<void>;
}
