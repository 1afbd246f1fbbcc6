import type { Submission } from '../domain.ts';

/** Keeps finished submissions for good. */
export interface History {
  /** Idempotent: a submission that is there already stays as it is. */
  save(submission: Submission): Promise<void>;
  find(id: string): Promise<Submission | undefined>;
  /** Rejects when the database does not answer. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What history needs of a database; pg and PGlite both fit. */
export interface Database {
  query<Row>(text: string, values?: readonly unknown[]): Promise<{ rows: Row[] }>;
  close(): Promise<void>;
}
