# Completion of weir for fish.  Commands and flags are those that `weir --help` shows, so that they are
# those of the version that is installed.

# The commands that may follow these, with their descriptions.
function __weir_commands
    command weir $argv --help 2>/dev/null |
        awk '/^[^ ]/ { on = /^Subcommands:/ } on && /^  [a-z]/ { name = $1; $1 = ""; print name "\t" substr($0, 2) }'
end

# The commands that stand on the line.
function __weir_line
    set -l line
    for word in (commandline -opc)[2..-1]
        if contains -- $word (__weir_commands $line | string replace -r '\t.*' '')
            set -a line $word
        end
    end
    string join \n -- $line
end

# The flags of these commands and of all before them.
function __weir_flags
    command weir --help 2>/dev/null | string match -rg '^  (?:-[a-zA-Z],)?(--[a-z0-9.-]+)'
    for count in (seq (count $argv))
        command weir $argv[1..$count] --help 2>/dev/null | string match -rg '^  (?:-[a-zA-Z],)?(--[a-z0-9.-]+)'
    end
end

function __weir_once
    contains -- once (__weir_line)
end

complete -c weir -f
complete -c weir -n 'not __weir_once' -a '(__weir_commands (__weir_line))'
complete -c weir -n __weir_once -a '(__fish_complete_suffix .so | string match -r ".*(?:\.so|/)\$")'
complete -c weir -n 'string match -q -- "-*" (commandline -ct)' -a '(__weir_flags (__weir_line))'
complete -c weir -l config.file -r -F
complete -c weir -l web.config.file -r -F
complete -c weir -l plugin.directory -x -a '(__fish_complete_directories)'
complete -c weir -l log.level -x -a 'debug info warn error'
complete -c weir -l log.format -x -a 'logfmt json'
