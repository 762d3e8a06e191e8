import { cpSync } from 'node:fs';

// The compiler leaves stylesheets and islands where they are; the built portal looks beside itself.
cpSync('views/assets', 'dist/views/assets', { recursive: true });
