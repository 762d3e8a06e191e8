import { paths } from '../../server/paths.ts';

const values: Readonly<Record<string, string>> = {
  collection: 'images',
  name: 'max-member',
  action: 'reboot',
};

/** Every path of the portal, something standing for each parameter. */
export function everyPath(): readonly string[] {
  return Object.values(paths).map(({ pattern }) =>
    pattern.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '1'),
  );
}
