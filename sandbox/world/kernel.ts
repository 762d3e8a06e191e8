type Kernel = {
  readonly id: string;
  readonly label: string;
  readonly architecture: string;
  readonly version: string;
  readonly deprecated: boolean;
  readonly built: string;
  readonly kvm: boolean;
  readonly pvops: boolean;
};

const special = [
  { id: 'linode/latest-64bit', label: 'Latest 64 bit', architecture: 'x86_64' },
  { id: 'linode/latest-32bit', label: 'Latest Legacy', architecture: 'i386' },
  { id: 'linode/grub2', label: 'GRUB 2', architecture: 'x86_64' },
  { id: 'linode/direct-disk', label: 'Direct Disk', architecture: 'x86_64' },
].map(toSpecial);

const versions = [
  ...series('3', [9, 12, 16, 18, 19], true),
  ...series('4', [0, 4, 9, 14, 18, 19], true),
  ...series('5', [4, 10, 14, 15, 17, 18, 19], true),
  ...series('6', [0, 1, 2, 4, 5, 6, 8, 9, 12, 14], false),
];

/** Each version for both architectures; with the special ones they are 330, as in the real list. */
const numbered = versions.slice(-163).flatMap(({ version, deprecated }, index) =>
  ['x86_64', 'x86'].map((machine): Kernel => {
    const label = `${version}-${machine}-linode${100 + index}`;
    return {
      id: `linode/${label}`,
      label,
      architecture: machine === 'x86' ? 'i386' : machine,
      version,
      deprecated: deprecated || machine === 'x86',
      kvm: true,
      pvops: true,
      built: `${2014 + Math.floor(index / 14)}-0${1 + (index % 9)}-11T14:02:30`,
    };
  }),
);

/** The kernels as GET /linode/kernels shows them. */
export const kernels = [...special, ...numbered];

function toSpecial(kernel: Pick<Kernel, 'id' | 'label' | 'architecture'>): Kernel {
  const built = '2018-01-01T00:01:01';
  return { ...kernel, version: '', deprecated: false, built, kvm: true, pvops: true };
}

function series(major: string, minors: readonly number[], deprecated: boolean) {
  return minors.flatMap((minor) =>
    [0, 3, 8, 11, 17, 22].map((patch) => ({ version: `${major}.${minor}.${patch}`, deprecated })),
  );
}
