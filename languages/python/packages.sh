#!/bin/sh
# Installs the packages that requirements.txt and the arguments name.
set -e
wanted="$(sed 's/#.*//' /sandbox/requirements.txt | tr '\n' ' ') $*"
[ -n "$(echo $wanted)" ] || exit 0
python -m pip --version > /dev/null 2>&1 || { echo "The image has no pip to install packages with: name another one in PYTHON_IMAGE."; exit 1; }
PIP_BREAK_SYSTEM_PACKAGES=1 python -m pip install --no-cache-dir --retries 2 --disable-pip-version-check --root-user-action=ignore --progress-bar off $wanted 2>&1 || {
  echo "These packages of Python could not be installed: $(echo $wanted)."
  exit 1
}
