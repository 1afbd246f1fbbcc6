# Sourced before an interactive program: Bash shows the prompt of `read -p` at a terminal only. Names of variables that a
# program may have are left to it.
read() {
  local OPTIND=1 OPTARG _sandbox_option
  while getopts ':ersa:d:i:n:N:p:t:u:' _sandbox_option; do
    if [ "$_sandbox_option" = p ]; then printf %s "$OPTARG" >&2; fi
  done
  builtin read "$@"
}
