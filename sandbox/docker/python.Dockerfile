# The image Python runs in: the named one, the agent, a login, and hints for what is missing.
ARG PYTHON_IMAGE
ARG GCC_IMAGE
FROM ${GCC_IMAGE} AS agent
COPY agent.c /
RUN gcc -std=c17 -O2 -Wall -Wextra -Werror -fstack-protector-strong -D_FORTIFY_SOURCE=2 -static -s -o /agent /agent.c \
 && mkdir -p /usr/share/zoneinfo

FROM ${PYTHON_IMAGE}
COPY --from=agent /usr/share/zoneinfo /sandbox/zoneinfo
COPY login.sh en_US hints.py /sandbox/
RUN mkdir -p -m 0777 /work && sh /sandbox/login.sh && python /sandbox/hints.py
COPY --from=agent /agent /sandbox/agent
ENTRYPOINT ["/sandbox/agent"]
