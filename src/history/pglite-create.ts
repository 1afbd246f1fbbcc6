import { rename, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

/**
 * A thread that makes an empty database, once in the life of a data folder. That takes several seconds of processor time:
 * where threads have priorities of their own, everything else goes first. The folder has its name when it is whole.
 */
const folder = workerData as string;
const unfinished = `${folder}.new`;

if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // of this thread alone
await rm(unfinished, { recursive: true, force: true });
const database = await PGlite.create(unfinished);
await database.close();
await rename(unfinished, folder);
