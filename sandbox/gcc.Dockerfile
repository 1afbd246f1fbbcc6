# The image C and C++ are compiled and run in: the named one, the agent, and what makes compiling fast.
ARG GCC_IMAGE
FROM ${GCC_IMAGE}
COPY agent.c stdout.c pch.txt /sandbox/
RUN cd /sandbox && mkdir -p /work bin \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -fstack-protector-strong -D_FORTIFY_SOURCE=2 -static -s -o agent agent.c \
 && gcc -std=c17 -O2 -Wall -Wextra -Werror -c -o stdout.o stdout.c \
 && if gcc -fuse-ld=gold -o /tmp/probe agent.c; then ln -s "$(command -v ld.gold || gcc -print-prog-name=ld.gold)" bin/ld; fi \
 && rm -f /tmp/probe
# one precompiled header a line of pch.txt
RUN mkdir /pch && while read -r name headers; do \
      for header in $headers; do echo "#include <$header>"; done > "/pch/$name.h" \
      && g++ -x c++-header -o "/pch/$name.h.gch" "/pch/$name.h" || exit 1; \
    done < /sandbox/pch.txt
ENTRYPOINT ["/sandbox/agent"]
