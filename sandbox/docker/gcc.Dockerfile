# The image C and C++ are compiled and run in: the named one, what makes compiling fast, the agent, and a login.
ARG PYTHON_IMAGE
ARG GCC_IMAGE
FROM ${PYTHON_IMAGE} AS zones
RUN mkdir -p /usr/share/zoneinfo

FROM ${GCC_IMAGE}
COPY pch.txt pch.sh instantiate.cpp /sandbox/
RUN sh /sandbox/pch.sh
COPY link.sh ld.sh /sandbox/
RUN sh /sandbox/link.sh
COPY --from=zones /usr/share/zoneinfo /sandbox/zoneinfo
COPY login.sh en_US /sandbox/
RUN sh /sandbox/login.sh
COPY agent.c stdout.c cout.cpp /sandbox/
RUN cd /sandbox && mkdir -p -m 0777 /work \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -fstack-protector-strong -D_FORTIFY_SOURCE=2 -static -s -o agent agent.c \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -c -o stdout.o stdout.c \
 && g++ -std=gnu++17 -O2 -Wall -Wextra -Werror -c -o cout.o cout.cpp
ENTRYPOINT ["/sandbox/agent"]
