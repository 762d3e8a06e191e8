import { RedisStore } from 'connect-redis';
import express from 'express';
import openid from 'express-openid-connect';
import { Redis } from 'ioredis';
import { createUpstream } from './upstream-of.mjs';

/* express-openid-connect as its documents show it, with sessions in Redis, before a proxy. */
const { PORT, BASE_URL, REDIS_URL, API_URL, ISSUER_URL } = process.env;
const client = new Redis(REDIS_URL);
const upstream = createUpstream(API_URL);
const app = express();

app.use(
  openid.auth({
    issuerBaseURL: ISSUER_URL,
    baseURL: BASE_URL,
    clientID: 'bench',
    clientSecret: 'bench-client-secret-of-32-characters',
    secret: 'bench-session-secret-of-32-characters',
    idTokenSigningAlg: 'RS256',
    authorizationParams: { response_type: 'code', scope: 'openid profile' },
    session: { store: new RedisStore({ client, prefix: 'openid:' }) },
  }),
);
app.get('/list', async (req, res) => {
  await upstream.pipe(req.oidc.accessToken.access_token, res);
});
app.listen(Number(PORT), '127.0.0.1');
