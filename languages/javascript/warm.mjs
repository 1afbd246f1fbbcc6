// Imported once before there is a program, so that Node's loader of ES modules is loaded.
import 'node:fs';
