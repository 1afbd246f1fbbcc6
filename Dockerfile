# Two images: the gateway, which serves the page, and the engine, which is the same image for every role.
# Only npm ci installs packages.
FROM node:22-alpine AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit

FROM packages AS page
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY languages languages
COPY frontend frontend
RUN npm run --silent build

FROM nginx:alpine AS gateway
COPY nginx.conf /etc/nginx/nginx.conf
COPY docker/gateway.sh docker/healthy.sh /gateway/
COPY --from=page /app/frontend /srv/page
USER nginx
EXPOSE 8080
ENTRYPOINT ["/gateway/gateway.sh"]
CMD []

FROM packages AS build
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run --silent build:engine && npm prune --omit=dev --no-audit

FROM node:22-alpine
ENV NODE_ENV=production MODE=cluster
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json ./
COPY db db
COPY sandbox sandbox
COPY languages languages
COPY docker/healthy.sh docker/ready.mjs docker/
USER node
EXPOSE 8080
CMD ["node", "--enable-source-maps", "dist/main.js"]
