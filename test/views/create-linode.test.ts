import { describe, expect, it } from '@jest/globals';
import { checkLinodePage } from '../../views/check-linode.ts';
import { createLinodePage } from '../../views/create-linode.ts';
import { sampleChrome } from './samples/chrome.ts';
import { sampleCheck, sampleCreate, sampleCreateErrors } from './samples/create.ts';

const plain = (friendly: string) => friendly;
const chrome = sampleChrome(plain, '/linodes/create');
const form = String(createLinodePage(chrome, sampleCreate(plain)));
const refused = String(createLinodePage(chrome, sampleCreateErrors(plain)));

describe('the create form', () => {
  it.each([
    ['Region', 'region'],
    ['Plan', 'type'],
    ['Image', 'image'],
    ['Label', 'label'],
    ['Tags', 'tags'],
  ])('labels %s with nothing but the word', (label, name) => {
    expect(form).toMatch(new RegExp(`<label[^>]* for="${name}"\\s*>${label}</label`));
    expect(form).toMatch(new RegExp(`id="${name}"\\s+name="${name}"`));
  });

  it('says in one line what a plan is and costs', () => {
    expect(form).toContain('Linode 2 GB · 2 CPUs · 2 GB · 50 GB · $12.00 a month');
  });

  it('shows what cannot be chosen with its reason, and never as chosen', () => {
    expect(form).toMatch(/<option value="us-east" disabled>Newark, NJ · No room for this plan now/);
    const values = { ...sampleCreate(plain).values, region: 'us-east' };
    const gone = String(createLinodePage(chrome, { ...sampleCreate(plain), values }));
    expect(gone).not.toMatch(/<option value="us-east"[^>]*selected/);
  });

  it('begins with the errors, in the title and as links to the fields', () => {
    expect(refused).toContain('<title>Error: Create a Linode · Quayside</title>');
    expect(refused.indexOf('There is a problem')).toBeLessThan(refused.indexOf('<h1>'));
    const targets = [...refused.matchAll(/<a href="#(\w+)">/g)].map(([, id]) => id);
    expect(targets).toContain('authorized_users');
    const present = targets.filter((id) => id !== 'main');
    expect(present.filter((id) => !refused.includes(`id="${id}"`))).toEqual([]);
  });

  it('ties an error to its field', () => {
    expect(refused).toMatch(
      /id="label"[^>]*aria-describedby="label-hint label-error"[^>]*aria-invalid="true"/s,
    );
  });
});

describe('the check page', () => {
  it('asks for the root password without ever giving one back', () => {
    const field = /<input[^>]*id="root_password"[^>]*>/s.exec(checked({}))?.[0] ?? '';
    expect(field).toContain('autocomplete="new-password"');
    expect(field).not.toContain('value');
  });

  it('says that the password is optional only when SSH keys go in', () => {
    expect(checked({})).toContain('Optional: the SSH keys of anna go in.');
    expect(checked({ keysOf: [] })).not.toContain('Optional');
  });

  it('has no button to create what a guard rail blocks', () => {
    const checks = [{ outcome: 'block', text: 'Over the limit.' }] as const;
    expect(checked({})).toMatch(/<button[^>]*>Create Linode<\/button>/);
    expect(checked({ checks })).not.toContain('Create Linode</button>');
    expect(checked({ checks })).toContain('Over the limit.');
  });
});

function checked(change: Partial<ReturnType<typeof sampleCheck>>): string {
  return String(checkLinodePage(chrome, { ...sampleCheck(plain), ...change }));
}
