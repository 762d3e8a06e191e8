import { dayMs, toTimestamp } from './clock.ts';

/** A browser that a user told Linode to remember, for 30 days. */
export type Device = {
  readonly id: number;
  readonly username: string;
  readonly userAgent: string;
  readonly ip: string;
  readonly created: number;
  readonly lastUsed: number;
};

/** Whether Linode still trusts a device. */
export function isTrusted({ created }: Device, now: number): boolean {
  return created + 30 * dayMs > now;
}

/** A device as GET /profile/devices shows it. */
export function toDeviceAnswer({ id, userAgent, ip, created, lastUsed }: Device) {
  return {
    id,
    user_agent: userAgent,
    last_remote_addr: ip,
    created: toTimestamp(created),
    last_authenticated: toTimestamp(lastUsed),
    expiry: toTimestamp(created + 30 * dayMs),
  };
}
