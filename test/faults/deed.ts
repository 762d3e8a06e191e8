import { expect } from '@jest/globals';
import type { Answer, TestVisitor } from '../support/visitor.ts';
import type { Cell, Host } from './matrix.ts';
import type { Stage } from './stage.ts';

/** Something that a person is about to do. */
export interface Deed {
  readonly visitor: TestVisitor;
  act(): Promise<Answer>;
  /** Does it once more, when all is well: it works, or its person is told what to do. */
  again(cell: Cell): Promise<void>;
  /** How often the host has been asked for the very thing. */
  calls?(): Promise<number>;
  /** How many Linodes came of it. */
  made?(): Promise<number>;
}

/** Gets somebody ready, while all is well. */
export type Prepare = (stage: Stage, host: Host) => Promise<Deed>;

/** The session could not be kept: one page says so, and has the way in. */
export async function expectFarewell(visitor: TestVisitor): Promise<void> {
  const { location } = await visitor.get('/linodes');
  expect(location).toBe('/?returnTo=%2Flinodes');
  expect((await visitor.get(location ?? '')).text).toContain('Sign in with Linode');
}
