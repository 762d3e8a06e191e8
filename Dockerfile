FROM node:24-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS deps
RUN npm ci --no-audit --no-fund

FROM deps AS build
COPY tsconfig.json ./
COPY script/build.mjs script/bundle.mjs script/
COPY server server
COPY views views
RUN npm run build

FROM base AS production-deps
RUN npm ci --omit=dev --no-audit --no-fund

# The stand-in for Linode, for the demo profile of docker-compose.yml. Never part of the portal.
FROM deps AS sandbox
COPY sandbox sandbox
ENV SANDBOX_HOST=0.0.0.0 SANDBOX_LOGIN_PORT=4000 SANDBOX_API_PORT=4001 SANDBOX_SCALEWAY_PORT=4002
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4001/v4/regions').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "sandbox/main.ts"]

FROM base AS portal
ENV NODE_ENV=production
COPY --from=production-deps /app/node_modules node_modules
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
# The process alone: a Redis that is away must not make anybody restart the portal.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/server/main.js"]
