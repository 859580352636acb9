# Completion of weir for bash.  Commands and flags are those that `weir --help` shows, so that they are
# those of the version that is installed.

_weir_commands() {  # program command...: the commands that may follow
  "$@" --help 2>/dev/null | awk '/^[^ ]/ { on = /^Subcommands:/ } on && /^  [a-z]/ { print $1 }'
}

_weir_flags() {  # program command...: the flags of these
  "$@" --help 2>/dev/null | awk 'sub(/^  (-[a-zA-Z],)?--/, "--") { sub(/[^-.a-z0-9].*/, ""); print }'
}

_weir() {
  local cur prev words cword split word flags
  _init_completion -s || return
  case $prev in
    --config.file | --web.config.file) _filedir '@(yaml|yml)'; return ;;
    --plugin.directory) _filedir -d; return ;;
    --log.level) mapfile -t COMPREPLY < <(compgen -W "debug info warn error" -- "$cur"); return ;;
    --log.format) mapfile -t COMPREPLY < <(compgen -W "logfmt json" -- "$cur"); return ;;
  esac
  $split && return

  local line=("$1") commands
  commands="$(_weir_commands "${line[@]}")"
  flags="$(_weir_flags "${line[@]}")"
  for word in "${words[@]:1:cword-1}"; do
    [[ $'\n'$commands$'\n' == *$'\n'"$word"$'\n'* ]] || continue
    line+=("$word")
    commands="$(_weir_commands "${line[@]}")"
    flags+=$'\n'"$(_weir_flags "${line[@]}")"
  done

  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$cur")
  elif [[ ${line[1]} == once ]]; then
    _filedir so
  else
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$cur")
  fi
} && complete -F _weir weir
