import type { Cases } from './case.ts';
import { between } from './between.ts';
import { compile } from './compile.ts';
import { files } from './files.ts';
import { forging } from './forging.ts';
import { memory } from './memory.ts';
import { network } from './network.ts';
import { afterwards, ordinary } from './ordinary.ts';
import { output } from './output.ts';
import { privilege } from './privilege.ts';
import { processes } from './processes.ts';
import { secrets } from './secrets.ts';
import { time } from './time.ts';

/** All cases by class, in the order of the report. The last class runs after all others. */
export const classes: Readonly<Record<string, Cases>> = {
  ordinary,
  time,
  memory,
  processes,
  output,
  files,
  secrets,
  privilege,
  network,
  compile,
  forging,
  between,
  afterwards,
};
