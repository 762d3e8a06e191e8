import Sequencer from '@jest/test-sequencer';

/** What waits or works for a minute and more; begun last, it would be waited for alone. */
const longest = [
  'conformance/conformance',
  'faults/matrix',
  'replicas/',
  'browser/',
  'input/hostile',
];

/** On a machine that has run nothing before, jest goes by the size of files, which says little here. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}

function rank({ path }) {
  const found = longest.findIndex((part) => path.includes(`/test/${part}`));
  return found === -1 ? longest.length : found;
}
