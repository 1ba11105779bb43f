# shellcheck shell=bash
# bash completion for forkcastctl(8). Names and groups come from the chosen
# server, if the user may ask it.

# Runs forkcastctl with the options that precede the command. Gives up after a
# second, so that a hanging server does not stop the user from typing.
_forkcastctl_ask()
{
	timeout 1 forkcastctl "${meant[@]}" "$@" 2>/dev/null </dev/null
}

# Prints column N of the servers, each of which is told as "server PID ADDRESS".
_forkcastctl_servers()
{
	timeout 1 forkcastctl status 2>&1 </dev/null |
		grep -o 'server [0-9]* [^ ,]*' | cut -d ' ' -f "$1"
}

_forkcastctl_names()
{
	_forkcastctl_ask clients -j |
		sed -n 's/.*"name":"\([^"\\]\{1,\}\)".*/\1/p'
}

# Sets COMPREPLY to the matching words of standard input, one a line. compgen -W
# would expand special characters in names. In a word with colons, bash completes
# the part after the last one.
_forkcastctl_fitting()
{
	local head='' word

	[[ $current != *:* ]] || head=${current%:*}:
	COMPREPLY=()
	while read -r word; do
		[[ -n $word && $word == "$current"* ]] &&
			COMPREPLY+=("$(printf %q "${word#"$head"}")")
	done
}

# Completes the argument of an option; false if the word before takes none.
_forkcastctl_value()
{
	case $1:$2 in
	:-p) _forkcastctl_fitting < <(_forkcastctl_servers 2) ;;
	:-s) _forkcastctl_fitting < <(_forkcastctl_servers 3) ;;
	:-c) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	clients:-o | top:-o)
		_forkcastctl_fitting <<<$'pid\nname\npeer\nstate\nprocess\ngroups\nin\nout\n'\
$'queue\nsince\nactive'
		;;
	:-t | check:-[ctw] | top:-[dn] | ban:-t) ;;
	*) return 1 ;;
	esac
	return 0
}

_forkcastctl_options()
{
	case $1 in
	'') _forkcastctl_fitting <<<$'-c\n-h\n-p\n-s\n-t\n-V' ;;
	boxes) _forkcastctl_fitting <<<'-l' ;;
	clients) _forkcastctl_fitting <<<$'-j\n-o\n-r' ;;
	groups) _forkcastctl_fitting <<<'-m' ;;
	top) _forkcastctl_fitting <<<$'-d\n-n\n-o\n-r' ;;
	check) _forkcastctl_fitting <<<$'-c\n-t\n-w' ;;
	ban) _forkcastctl_fitting <<<'-t' ;;
	upgrade) _forkcastctl_fitting <<<'-n' ;;
	esac
}

# Completes the first operand of the command in $1; the command if $1 is empty.
_forkcastctl_first()
{
	case $1 in
	'')
		_forkcastctl_fitting <<<$'accounts\nadmit\nban\nbans\nbox\nboxes\ncheck\n'\
$'clients\ndrain\ngroups\nhistory\nkick\nlimits\nmetrics\nreload\nsay\nstatus\n'\
$'stop\ntop\nunban\nupgrade'
		;;
	box) _forkcastctl_fitting <<<remove ;;
	history) _forkcastctl_fitting <<<$'forget' ;;
	accounts) _forkcastctl_fitting <<<$'add\nlist\npasswd\nremove' ;;
	clients | kick) _forkcastctl_fitting < <(_forkcastctl_names) ;;
	say) _forkcastctl_fitting < <(_forkcastctl_ask groups | cut -d ' ' -f 1) ;;
	unban) _forkcastctl_fitting < <(_forkcastctl_ask bans | cut -d ' ' -f 1) ;;
	upgrade) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	esac
}

# Completes operand number $2, counted from 1, of the command in $1.
_forkcastctl_later()
{
	case $1:$2 in
	box:2)
		_forkcastctl_fitting < <(_forkcastctl_ask boxes | cut -d ' ' -f 1)
		;;
	history:2)
		[[ $previous != forget ]] ||
			_forkcastctl_fitting < <(_forkcastctl_ask groups | cut -d ' ' -f 1)
		;;
	esac
}

# Sets "words" to the words up to the cursor, and joins those that bash has
# split at a colon.
_forkcastctl_split()
{
	local word last

	words=()
	for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
		last=$((${#words[@]} - 1))
		if [[ $last -gt 0 && ($word == :* || ${words[last]} == *:) ]]; then
			words[last]+=$word
		else
			words+=("$word")
		fi
	done
}

_forkcastctl()
{
	local words meant=() at command='' operands=0 current previous

	_forkcastctl_split
	current=${words[-1]}
	previous=${words[-2]}
	for ((at = 1; at < ${#words[@]} - 1; at++)); do
		if [[ -n $command ]]; then
			[[ ${words[at]} == -* || ${words[at - 1]} == -[cdotw] ]] ||
				((operands++))
		elif [[ ${words[at]} == -[cpst] ]]; then
			meant+=("${words[at]}" "${words[at + 1]}")
			((at++))
		elif [[ ${words[at]} != -* ]]; then
			command=${words[at]}
		fi
	done
	COMPREPLY=()
	_forkcastctl_value "$command" "$previous" && return
	if [[ $current == -* ]]; then
		_forkcastctl_options "$command"
	elif ((operands == 0)); then
		_forkcastctl_first "$command"
	else
		_forkcastctl_later "$command" $((operands + 1))
	fi
}

complete -F _forkcastctl forkcastctl
