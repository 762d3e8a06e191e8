const unknown = 'Not reported by Linode';

export function twoFactorWord(hasTwoFactor: boolean | null): string {
  if (hasTwoFactor === null) return unknown;
  return hasTwoFactor ? 'On' : 'Off';
}

/** Linode's own words for restricted and unrestricted users. */
export function permissionWord(restricted: boolean | null): string {
  if (restricted === null) return unknown;
  return restricted ? 'Restricted' : 'Unrestricted';
}

export function onAccountWord(onAccount: boolean | null): string {
  if (onAccount === null) return unknown;
  return onAccount ? 'Yes' : 'No longer';
}
