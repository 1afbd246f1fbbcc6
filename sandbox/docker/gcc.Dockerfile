# The image C and C++ are compiled and run in: the named one, the agent, and what makes compiling fast.
ARG GCC_IMAGE
FROM ${GCC_IMAGE}
COPY agent.c stdout.c pch.txt pch.sh instantiate.cpp link.sh ld.sh /sandbox/
RUN cd /sandbox && mkdir -p /work \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -fstack-protector-strong -D_FORTIFY_SOURCE=2 -static -s -o agent agent.c \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -c -o stdout.o stdout.c \
 && sh link.sh
RUN sh /sandbox/pch.sh
ENTRYPOINT ["/sandbox/agent"]
