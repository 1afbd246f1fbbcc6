# The image Python runs in: the named one, and the agent.
ARG PYTHON_IMAGE
ARG GCC_IMAGE
FROM ${GCC_IMAGE} AS agent
COPY agent.c /
RUN gcc -std=c17 -O2 -Wall -Wextra -Werror -fstack-protector-strong -D_FORTIFY_SOURCE=2 -static -s -o /agent /agent.c

FROM ${PYTHON_IMAGE}
COPY --from=agent /agent /sandbox/agent
RUN mkdir -p /work
ENTRYPOINT ["/sandbox/agent"]
