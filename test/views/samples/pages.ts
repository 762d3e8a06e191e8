import type { SafeHtml } from '@remix-run/html-template';
import { aboutAccessPage } from '../../../views/about-access.ts';
import { bouncePage } from '../../../views/bounce.ts';
import { browseItemPage } from '../../../views/browse-item.ts';
import { browsePage } from '../../../views/browse.ts';
import { checkLinodePage } from '../../../views/check-linode.ts';
import { confirmPowerPage } from '../../../views/confirm-power.ts';
import { createLinodePage } from '../../../views/create-linode.ts';
import { errorPage } from '../../../views/error.ts';
import { formExpiredPage } from '../../../views/form-expired.ts';
import { homePage } from '../../../views/home.ts';
import type { Chrome } from '../../../views/layout.ts';
import { linodePage } from '../../../views/linode.ts';
import { linodesPage } from '../../../views/linodes.ts';
import { refusedPage } from '../../../views/refused.ts';
import { requestPage } from '../../../views/request.ts';
import { requestsPage } from '../../../views/requests.ts';
import { searchPage } from '../../../views/search.ts';
import { stepUpPage } from '../../../views/step-up.ts';
import { welcomePage } from '../../../views/welcome.ts';
import { sampleAccess } from './access.ts';
import { auditPages } from './audit-pages.ts';
import { sampleBrowse, sampleItem, sampleSearch } from './browse.ts';
import { sampleChrome, signedOutChrome, type Text } from './chrome.ts';
import { sampleCheck, sampleCreate, sampleCreateErrors } from './create.ts';
import { meSamples } from './me.ts';
import { sampleLinode, sampleLinodes } from './linodes.ts';
import { scalewaySamples } from './scaleway.ts';
import { sampleRefused, sampleRequest, sampleRequests } from './requests.ts';

export type SamplePages = Readonly<Record<string, (theme?: Chrome['theme']) => SafeHtml>>;

/** Every page in every shape it can take, by a name that can stand in a URL. */
export function samplePages(text: Text): SamplePages {
  return {
    ...entryPages(text),
    ...listPages(text),
    ...linodePages(text),
    ...createPages(text),
    ...auditPages(text),
    ...browsePages(text),
    ...mePages(text),
  };
}

type Make = (chrome: Chrome) => SafeHtml;

function page(text: Text, path: string, make: Make): SamplePages[string] {
  return (theme = 'system') => make({ ...sampleChrome(text, path), theme });
}

function mePages(text: Text): SamplePages {
  const samples = Object.entries({ ...meSamples(text), ...scalewaySamples(text) });
  return Object.fromEntries(samples.map(([name, [path, make]]) => [name, page(text, path, make)]));
}

function signedOut(path: string, make: Make): SamplePages[string] {
  return (theme = 'system') => make({ ...signedOutChrome(path), theme });
}

function entryPages(text: Text): SamplePages {
  const access = sampleAccess(text);
  const welcome = { signInHref: '/sign-in', access, returning: true };
  const problem = { title: text('Linode did not sign you in'), text: text('Access was refused.') };
  const link = { href: '/linodes', text: text('Go to the list') };
  return {
    welcome: signedOut('/', (chrome) => welcomePage({ ...chrome, flash: 'signed-out' }, welcome)),
    'welcome-problem': signedOut('/', (chrome) => welcomePage(chrome, { ...welcome, problem })),
    'about-access': signedOut('/about-access', (chrome) =>
      aboutAccessPage(chrome, { signInHref: '/sign-in', rows: access }),
    ),
    refused: signedOut('/oauth/callback', (chrome) =>
      refusedPage(chrome, {
        username: text('mallory'),
        reason: text('This user is not on the list of people who may use this Quayside.'),
        signInAsOtherHref: '/sign-in?prompt=login',
      }),
    ),
    bounce: () => bouncePage({ url: '/linodes?label=a&page=2' }),
    error: page(text, '/linodes/9', (chrome) =>
      errorPage(chrome, {
        status: 404,
        title: text('There is no such Linode'),
        text: text('Linode 9 does not exist, or your user may not see it.'),
        remedy: text('Ask an admin of the account for access.'),
        link,
      }),
    ),
    'form-expired': page(text, '/linodes/create', (chrome) =>
      formExpiredPage(chrome, { text: text('It was open for a long time.'), link }),
    ),
    'step-up': page(text, '/linodes/create', (chrome) =>
      stepUpPage(chrome, {
        title: text('Creating needs more access'),
        why: text('You signed in with access to look at Linodes.'),
        scope: 'linodes:read_write',
        link: text('Allow creating Linodes'),
        href: '/sign-in?for=create',
      }),
    ),
  };
}

function listPages(text: Text): SamplePages {
  const linodes = sampleLinodes(text);
  const requests = sampleRequests(text);
  const problem = text('Linode did not answer within 10 seconds.');
  const empty = { rows: [], total: 0, page: 1, pages: 1 };
  const createRefusal = text(
    'Your Linode user may not add Linodes. An admin of the account can allow it.',
  );
  const asAsked = { inForce: ['linodes:read_only'], missing: [], beyond: [] };
  const access = { ...asAsked, missing: [text('events:read_only')], beyond: [text('account:*')] };
  const counts = [
    { status: 'running', count: 9 },
    { status: 'offline', count: 2 },
    { status: text('booting'), count: 1 },
  ];
  return {
    home: page(text, '/', (chrome) =>
      homePage(
        { ...chrome, flash: 'theme-saved' },
        {
          access: asAsked,
          linodes: { counts, total: 12 },
          requests,
        },
      ),
    ),
    'home-empty': page(text, '/', (chrome) =>
      homePage(chrome, { access, linodes: { counts: [], total: 0 }, requests: [] }),
    ),
    'home-problem': page(text, '/', (chrome) =>
      homePage(chrome, { access: asAsked, linodes: { problem }, requests, createRefusal }),
    ),
    linodes: page(text, '/linodes?page=2', (chrome) => linodesPage(chrome, linodes)),
    'linodes-problem': page(text, '/linodes', (chrome) =>
      linodesPage(chrome, { ...linodes, list: { problem } }),
    ),
    'linodes-none-match': page(text, '/linodes', (chrome) =>
      linodesPage(chrome, { ...linodes, list: empty }),
    ),
    'linodes-empty': page(text, '/linodes', (chrome) =>
      linodesPage(chrome, { ...linodes, list: empty, filtered: false }),
    ),
    'linodes-refusal': page(text, '/linodes', (chrome) =>
      linodesPage(chrome, { ...linodes, createRefusal }),
    ),
    requests: page(text, '/requests', (chrome) => requestsPage(chrome, { rows: requests })),
    'requests-empty': page(text, '/requests', (chrome) => requestsPage(chrome, { rows: [] })),
  };
}

function browsePages(text: Text): SamplePages {
  const errors = [{ field: 'v1', text: text('Size is compared with a number, such as 25') }];
  const link = { href: '/sign-in?for=read-volumes', text: text('Allow reading volumes') };
  const problem = { title: text('Volumes cannot be shown'), text: text('They need more.'), link };
  const { list: _, ...without } = sampleBrowse(text);
  return {
    browse: page(text, '/browse/volumes', (chrome) => browsePage(chrome, sampleBrowse(text))),
    'browse-error': page(text, '/browse/volumes', (chrome) =>
      browsePage(chrome, { ...without, errors }),
    ),
    'browse-problem': page(text, '/browse/volumes', (chrome) =>
      browsePage(chrome, { ...without, problem }),
    ),
    'browse-item': page(text, '/browse/volumes/7', (chrome) =>
      browseItemPage(chrome, sampleItem(text)),
    ),
    search: page(text, '/search', (chrome) => searchPage(chrome, sampleSearch(text))),
  };
}

function linodePages(text: Text): SamplePages {
  const sample = sampleLinode(text);
  const booting = {
    ...sample,
    linode: { ...sample.linode, status: 'booting', tags: [] },
    actions: [],
    percent: 40,
    live: { eventsHref: '/linodes/8101/events', statusHref: '/linodes/8101/status' },
  };
  const problem = text('Linode did not answer within 10 seconds.');
  return {
    linode: page(text, '/linodes/8101', (chrome) => linodePage(chrome, sample)),
    'linode-booting': page(text, '/linodes/8101', (chrome) =>
      linodePage({ ...chrome, flash: 'booting' }, booting),
    ),
    'linode-refreshing': page(text, '/linodes/8101?refresh=10', (chrome) =>
      linodePage(chrome, { ...booting, refreshSeconds: 10, activity: { problem } }),
    ),
    'linode-offline': page(text, '/linodes/8101', (chrome) =>
      linodePage(chrome, {
        ...sample,
        linode: { ...sample.linode, status: 'offline' },
        actions: ['boot'],
        activity: [],
      }),
    ),
    'linode-step-up': page(text, '/linodes/8101', (chrome) =>
      linodePage(chrome, { ...sample, stepUpHref: '/sign-in?for=change' }),
    ),
    'confirm-power': page(text, '/linodes/8101/reboot', (chrome) =>
      confirmPowerPage(chrome, {
        linode: { id: 8101, label: text('web-1.harbour.example') },
        action: 'reboot',
        consequence: text('Everything that runs on it stops, and starts again in about a minute.'),
        proof: text('proof-power'),
        problem: text('Linode is busy with this Linode. Try again in a minute.'),
      }),
    ),
  };
}

function createPages(text: Text): SamplePages {
  const create = sampleCreate(text);
  const check = sampleCheck(text);
  const notice = text('Your form was open a long time. Check it and send again.');
  const blocked = { outcome: 'block', text: text('Over the limit of $100.00 a month.') } as const;
  return {
    'create-linode': page(text, '/linodes/create', (chrome) => createLinodePage(chrome, create)),
    'create-linode-errors': page(text, '/linodes/create', (chrome) =>
      createLinodePage(chrome, sampleCreateErrors(text)),
    ),
    'create-linode-notice': page(text, '/linodes/create', (chrome) =>
      createLinodePage(chrome, {
        ...create,
        notice,
        keys: { problem: text('No keys can be read.') },
      }),
    ),
    'create-linode-refusal': page(text, '/linodes/create', (chrome) =>
      createLinodePage(chrome, {
        ...create,
        refusal: text('Your Linode user may not add Linodes.'),
      }),
    ),
    'check-linode': page(text, '/linodes/create/check', (chrome) => checkLinodePage(chrome, check)),
    'check-linode-errors': page(text, '/linodes/create/check', (chrome) =>
      checkLinodePage(chrome, {
        ...check,
        keysOf: [],
        errors: [{ field: 'root_password', text: text('Root password is too easy to guess') }],
      }),
    ),
    'check-linode-blocked': page(text, '/linodes/create/check', (chrome) =>
      checkLinodePage(chrome, { ...check, checks: [...check.checks, blocked] }),
    ),
    request: page(text, '/requests/r-5f1c', (chrome) => requestPage(chrome, sampleRequest(text))),
    'request-refused': page(text, '/requests/r-5f1c', (chrome) =>
      requestPage(chrome, sampleRefused(text)),
    ),
    'request-unknown': page(text, '/requests/r-5f1c', (chrome) =>
      requestPage(chrome, {
        ...sampleRefused(text),
        tryAgain: { action: '/requests/r-5f1c', proof: text('proof-again') },
        refreshSeconds: 10,
      }),
    ),
  };
}
