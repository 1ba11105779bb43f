# shellcheck shell=bash
# bash completion for forkcast(1) and forkcastctl(8): -h tells their commands and
# options. forkcast contacts no server, its groups are those of the
# configuration; forkcastctl asks the chosen server, if the user may.

_forkcast_groups()
{
	sed -n 's/^[[:space:]]*group[[:space:]]\{1,\}#\{0,1\}\([^[:space:]-][^[:space:]]*\).*/\1/p' \
		"${XDG_CONFIG_HOME:-$HOME/.config}"/forkcast/{config,set} 2>/dev/null
}

# Prints the commands, one a line.
_forkcast_commands()
{
	"$1" -h 2>/dev/null </dev/null | awk -F '  +' '
		/^commands:/ { list = 1; sub("commands:", "") }
		/^Commands;/ { table = 1; next }
		/^[A-Z]/ || /^$/ { list = table = 0 }
		table { print $2 "\n" $4 }
		list { gsub(" +", "\n"); print }'
}

# Prints what forkcastctl's command may be about; gives up after a second, so that
# a hanging server does not stop the user from typing.
_forkcast_ask()
{
	local what=$2

	[[ $1 == *ctl ]] || return
	case $2 in
	kick) what=clients ;;
	say) what=groups ;;
	unban) what=bans ;;
	box) what=boxes ;;
	*) return ;;
	esac
	timeout 1 "$1" "${chosen[@]}" "$what" 2>/dev/null </dev/null |
		awk -v what="$what" '
			what != "clients" { print $1 }
			what == "clients" && NR > 1 { print $2 }'
}

# Adds the matching words of standard input, one a line, to COMPREPLY. They are
# quoted: a group or a file may be called $(reboot). Only a home directory is not.
_forkcast_fitting()
{
	local word

	while IFS= read -r word; do
		[[ -n $word && $word == "$current"* ]] || continue
		word=$(printf %q "$word")
		COMPREPLY+=("${word/#'\~/'/'~/'}")
	done
}

_forkcast()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local commands command='' chosen=() help value='' word
	# That of PATH: a Tab runs nothing in a directory of somebody else.
	local program=${1##*/}

	commands=$(_forkcast_commands "$program")
	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		grep -qFx -- "$word" <<<"$commands" && command=$word && break
		chosen+=("$word")
	done
	help=$("$program" ${command:+"$command"} -h 2>/dev/null </dev/null)
	COMPREPLY=()
	[[ $previous != -[[:alpha:]] ]] ||
		value=$(sed -n "s/^  $previous \([[:upper:]|]*\) .*/\1/p" <<<"$help")
	case $value:$current in
	FILE:* | PATH:* | ADDRESS:*) _forkcast_fitting < <(compgen -f -- "$current") ;;
	COMMAND:*) _forkcast_fitting < <(compgen -c -- "$current") ;;
	GROUP:*) _forkcast_fitting < <(_forkcast_groups) ;;
	?*:*) ;;
	:-*) _forkcast_fitting < <(sed -n 's/^  \(-[^ ,]*\).*/\1/p' <<<"$help") ;;
	*)
		[[ -n $command ]] || _forkcast_fitting <<<"$commands"
		[[ $help != *' DIRECTORY '* ]] ||
			_forkcast_fitting < <(compgen -d -- "$current")
		if [[ $program == *ctl && -n $command ]]; then
			# The small words of the usage, such as "remove".
			_forkcast_fitting < <(cut -d ' ' -f 4- <<<"${help%%$'\n'*}" |
				grep -o '\<[[:lower:]]\{2,\}\>')
			[[ $previous != "$command" && $previous != remove ]] ||
				_forkcast_fitting < <(_forkcast_ask "$program" "$command")
		elif [[ $program != *ctl && $help =~ GROUP|BOX|TABLE ]]; then
			_forkcast_fitting < <(_forkcast_groups)
		fi
		;;
	esac
}

complete -F _forkcast forkcast forkcastctl
