import { readFileSync } from 'node:fs';

/**
 * Prints the one line that a person or CI looks for, from the file that `jest --json` wrote. A
 * suite that could not even start counts as a failure, and so does a run that left no file.
 */
const { passed, failed } = readCounts(process.argv[2] ?? '');
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {string} file */
function readCounts(file) {
  try {
    const results = JSON.parse(readFileSync(file, 'utf8'));
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return {
      passed: results.numPassedTests,
      failed: results.success ? failed : Math.max(1, failed),
    };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
