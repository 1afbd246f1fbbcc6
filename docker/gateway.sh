#!/bin/sh
# Puts the settings of .env in place of the ${NAMES} in nginx.conf, and starts nginx. With --check-config nginx is not
# started: the exit code is 0, or 1 with the name of the setting that is wrong.
set -eu
RATE_LIMIT=${RATE_LIMIT:-2}
RATE_BURST=${RATE_BURST:-5}
CONNECTION_LIMIT=${CONNECTION_LIMIT:-50}
TRUSTED_PROXY=${TRUSTED_PROXY:-}

wrong() { printf 'The configuration is wrong:\n  %s\n' "$1" >&2; exit 1; }
whole() { # name, value
  case $2 in '' | *[!0-9]* | ??????*) wrong "$1: must be a whole number from 1 to 10000" ;; esac
  if [ "$2" -lt 1 ] || [ "$2" -gt 10000 ]; then wrong "$1: must be from 1 to 10000"; fi
}
whole RATE_LIMIT "$RATE_LIMIT"
whole RATE_BURST "$RATE_BURST"
whole CONNECTION_LIMIT "$CONNECTION_LIMIT"
case $TRUSTED_PROXY in
  *[!0-9a-fA-F.:/,\ ]*) wrong 'TRUSTED_PROXY: must be addresses or networks such as 172.16.0.0/12, with commas between them' ;;
esac

# nginx does not count the first request of a burst, so its own setting is one less.
sed -e "s/\${RATE_LIMIT}/$RATE_LIMIT/g" -e "s/\${RATE_BURST}/$RATE_BURST/g" -e "s/\${AFTER_THE_FIRST}/$((RATE_BURST - 1))/g" \
  -e "s/\${READ_LIMIT}/$((RATE_LIMIT * 10))/g" -e "s/\${READ_BURST}/$((RATE_BURST * 10))/g" \
  -e "s/\${CONNECTION_LIMIT}/$CONNECTION_LIMIT/g" /etc/nginx/nginx.conf >/tmp/nginx.conf
for network in $(printf %s "$TRUSTED_PROXY" | tr , ' '); do printf 'set_real_ip_from %s;\n' "$network"; done >/tmp/trusted.conf

if [ "${1:-}" = --check-config ]; then
  nginx -t -q -c /tmp/nginx.conf 2>/tmp/said || { cat /tmp/said >&2; wrong 'TRUSTED_PROXY, RATE_LIMIT or RATE_BURST: nginx refuses the value, as the line above says'; }
  exit 0
fi
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
