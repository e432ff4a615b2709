# syntax=docker/dockerfile:1
# The product as one image: built from source by the same command as everywhere, run without root over one volume.

FROM node:20-bookworm-slim AS node

FROM rust:1-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /src
COPY . .
# caches keep compiled dependencies between builds; the binary must leave them
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/root/.npm \
    --mount=type=cache,target=/src/target \
    cargo xtask build && cp target/release/letopis /letopis && cp -r target/release/facts /facts

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates wget \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /var/lib/letopis --create-home --shell /usr/sbin/nologin letopis
COPY --from=build /letopis /usr/local/bin/letopis
COPY --from=build /facts /usr/local/share/letopis/facts
USER letopis
ENV LETOPIS_DATA=/var/lib/letopis LETOPIS_LISTEN=0.0.0.0:8080 LETOPIS_FACTS=/usr/local/share/letopis/facts
VOLUME /var/lib/letopis
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD wget --quiet --output-document=/dev/null http://127.0.0.1:8080/healthz || exit 1
ENTRYPOINT ["letopis"]
CMD ["serve"]
