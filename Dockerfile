# One image for web, worker, jobs and, for trying out, the identity provider. Not built by an engine yet; its steps were
# run by hand (docs/operations.md).
FROM node:22.21-bookworm-slim AS build
WORKDIR /remit
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --no-audit --no-fund

FROM node:22.21-bookworm-slim
ENV NODE_ENV=production
WORKDIR /remit
COPY --from=build /remit/package.json ./
COPY --from=build /remit/node_modules node_modules
COPY --from=build /remit/dist dist
# Read as they are written: views and styles, the guides that are shown as help, the policies that a migration puts in force, the example organisation.
COPY --from=build /remit/web web
COPY --from=build /remit/docs docs
COPY --from=build /remit/policies policies
COPY --from=build /remit/reference reference
COPY --from=build /remit/examples examples
# The only thing that is written to, by the identity provider alone: its keys.
RUN install --directory --owner=node --group=node --mode=0700 /data
# The image's own user of id 1000. It owns nothing else here.
USER node
EXPOSE 8080
CMD ["node", "--enable-source-maps", "dist/web/main.js"]
