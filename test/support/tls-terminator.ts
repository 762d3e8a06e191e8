import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TlsTerminator {
  readonly setCookies: readonly string[];
  close(): Promise<void>;
}

/** Speaks TLS to browsers and plain HTTP to the portal behind it, as a load balancer would. */
export async function terminateTls(ports: {
  readonly from: number;
  readonly to: number;
}): Promise<TlsTerminator> {
  const setCookies: string[] = [];
  const server = createServer(selfSigned(), (req, res) => {
    const headers = {
      ...req.headers,
      'x-forwarded-for': req.socket.remoteAddress ?? '',
      'x-forwarded-proto': 'https',
    };
    const target = { host: '127.0.0.1', port: ports.to, path: req.url, method: req.method };
    const onwards = request({ ...target, headers }, (answer) => {
      setCookies.push(...(answer.headers['set-cookie'] ?? []));
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onwards.on('error', () => res.destroy());
    res.on('close', () => onwards.destroy());
    req.pipe(onwards);
  });
  await new Promise<void>((resolve) => {
    server.listen(ports.from, '127.0.0.1', resolve);
  });
  return {
    setCookies,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

/** A certificate that nobody trusts, made for this run and kept nowhere. */
function selfSigned(): { key: Buffer; cert: Buffer } {
  const dir = mkdtempSync(path.join(tmpdir(), 'quayside-tls-'));
  const [key, cert] = [path.join(dir, 'key.pem'), path.join(dir, 'cert.pem')];
  try {
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-days', '2', '-keyout', key, '-out', cert];
    execFileSync('openssl', ['req', ...kind, ...name, ...files], { stdio: 'pipe' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(dir, { recursive: true });
  }
}
