import { readData } from '../data/read-data.ts';

/** As GET /networking/firewalls/templates shows them. */
export const firewallTemplates =
  readData<readonly { readonly slug: string; readonly rules: unknown }[]>(
    'firewall-templates.json',
  );
