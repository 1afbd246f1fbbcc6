#!/bin/sh
# Run in every language's image. Makes what belongs to a login: the program's folder, a name for its user, the locale
# en_US.UTF-8, and time zones.
set -e
mkdir -p -m 0777 /work

# all ids that the agent may choose (FIRST_UID, UIDS)
uid=60000
while [ $uid -lt 65000 ]; do
  echo "runner:x:$uid:$uid:runner:/work:/bin/sh" >> /etc/passwd
  echo "runner:x:$uid:" >> /etc/group
  uid=$((uid + 1))
done

# glibc: characters as in C.UTF-8, numbers, money and dates from the file en_US. musl takes any locale's name.
locales=/usr/lib/locale
if command -v localedef > /dev/null && [ -d $locales/C.utf8 ] && ! locale -a | grep -qi '^en_US.utf-\?8$'; then
  cat > /tmp/ascii <<'END'
<code_set_name> UTF-8
<comment_char> %
<escape_char> /
<mb_cur_min> 1
<mb_cur_max> 6
CHARMAP
<U0000>..<U007F> /x00 ASCII
END CHARMAP
END
  localedef -c -f /tmp/ascii -i /sandbox/en_US /tmp/en_US > /dev/null 2>&1 || [ -e /tmp/en_US/LC_TIME ]
  cp -r $locales/C.utf8 $locales/en_US.utf8
  cp /tmp/en_US/LC_NUMERIC /tmp/en_US/LC_MONETARY /tmp/en_US/LC_TIME $locales/en_US.utf8
  rm -r /tmp/ascii /tmp/en_US
fi

# from the agent's image, where this image has none
[ -e /usr/share/zoneinfo/Europe/Berlin ] || cp -r /sandbox/zoneinfo /usr/share/
rm -rf /sandbox/zoneinfo
