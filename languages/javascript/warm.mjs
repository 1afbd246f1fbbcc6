// Loaded once before the program comes, so that the loader of ES modules is there.
import 'node:fs';
