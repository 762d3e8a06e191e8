import { bundlePortal, bundleSandbox } from '../../script/bundle.mjs';

/** Before the first suite: what suites start as processes of their own. */
export default async function buildAll() {
  await Promise.all([bundlePortal(), bundleSandbox()]);
}
