# Sourced before an interactive program, because Bash shows the prompt of `read -p` at a terminal only. The name of the
# variable is one that no program has.
read() {
  local OPTIND=1 OPTARG _sandbox_option
  while getopts ':ersa:d:i:n:N:p:t:u:' _sandbox_option; do
    if [ "$_sandbox_option" = p ]; then printf %s "$OPTARG" >&2; fi
  done
  builtin read "$@"
}
