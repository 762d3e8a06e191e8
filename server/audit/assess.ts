import type { Holding, Unassessed } from './holding.ts';
import type { Organisation } from './organisation.ts';
import type { PolicyRules } from './policy.ts';
import { risksOf, type OwnerFacts } from './risks.ts';

/** The same rows under these rules: what a policy says, or what another one would. */
export function createAssess(organisation: Organisation, rules: PolicyRules) {
  const factsOf = ownerFacts(organisation);

  return (rows: readonly Unassessed[]): readonly Holding[] =>
    rows.map((row) => {
      const [token, owner] = [row, factsOf(row.owner)];
      const risks = risksOf({ token, owner, isOurs: isOurs(row, organisation) }, rules);
      return { ...row, risks };
    });
}

/** The access that people gave to this portal itself shows among their apps, too. */
function isOurs({ kind, label }: Unassessed, { ownApp }: Organisation): boolean {
  return kind === 'app' && ownApp !== '' && label === ownApp;
}

function ownerFacts({ people, changed }: Organisation): (owner: string) => OwnerFacts {
  const nothing: ReadonlySet<never> = new Set();
  const known = new Map((people ?? []).map((person) => [person.username.toLowerCase(), person]));
  const changedSets = new Map(
    Object.entries(changed ?? {}).map(([name, found]) => [name, new Set(found)]),
  );
  return (owner) => {
    const name = owner.toLowerCase();
    return {
      isOnAccount: people === null ? null : known.has(name),
      hasTwoFactor: known.get(name)?.hasTwoFactor ?? null,
      changed: changed === null ? null : (changedSets.get(name) ?? nothing),
    };
  };
}
