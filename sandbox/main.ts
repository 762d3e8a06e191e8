import { readSettings } from './settings.ts';
import { startSandbox } from './start.ts';

const settings = readSettings(process.env);
const { stop, ...running } = await startSandbox(settings);
const { clientId, clientSecret } = settings;
console.log(JSON.stringify({ ...running, clientId, clientSecret }));

let stopping = false;

function stopOnce(): void {
  if (stopping) return;
  stopping = true;
  stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
}

process.on('SIGTERM', stopOnce);
process.on('SIGINT', stopOnce);
if (process.env['SANDBOX_EXIT_WITH_PARENT'] === '1') {
  // A killed test closes the pipe, and then nothing of it stays behind.
  process.stdin.on('end', stopOnce).on('error', stopOnce).resume();
}
