import { rmSync } from 'node:fs';
import { bundlePortal } from './bundle.mjs';

rmSync('dist', { recursive: true, force: true });
await bundlePortal();
