# One image for web, worker and migration. Not built yet: see docker-compose.yml.
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
# Read as they are written: views and styles, and the policies that a migration puts in force.
COPY --from=build /remit/web web
COPY --from=build /remit/policies policies
# The image's own user of id 1000. It owns nothing here, and nothing is written here.
USER node
EXPOSE 8080
CMD ["node", "--enable-source-maps", "dist/web/main.js"]
