# shellcheck shell=bash
# bash completion for forkcast(1). It contacts no server: the groups are those
# of the configuration file.

_forkcast_groups()
{
	sed -n 's/^[[:space:]]*group[[:space:]]\{1,\}#\{0,1\}\([^[:space:]]*\).*/\1/p' \
		"${XDG_CONFIG_HOME:-$HOME/.config}/forkcast/config" 2>/dev/null
}

# Sets COMPREPLY to the matching words of standard input, one a line. compgen -W
# would expand special characters in names.
_forkcast_fitting()
{
	local word

	COMPREPLY=()
	while read -r word; do
		[[ -n $word && $word == "$1"* ]] &&
			COMPREPLY+=("$(printf %q "$word")")
	done
}

# Prints the command after any options; nothing if there is none yet.
_forkcast_command()
{
	local at

	for ((at = 1; at < COMP_CWORD; at++)); do
		case ${COMP_WORDS[at]} in
		-[Clnst]) ((at++)) ;;
		-*) ;;
		*)
			echo "${COMP_WORDS[at]}"
			return
			;;
		esac
	done
}

_forkcast()
{
	local current=${COMP_WORDS[COMP_CWORD]}
	local previous=${COMP_WORDS[COMP_CWORD - 1]}
	local command options words

	command=$(_forkcast_command)
	case $command in
	send | tell) options='-C -d -h -l -N -n -s -t -V' ;;
	stdio) options='-h -s -t -V' ;;
	bridge) options='-a -c -C -h -m -n -N -r -s -t -u -V' ;;
	names) options='-C -h -n -s -t -V' ;;
	post) options='-C -d -h -l -m -n -s -t -V -w' ;;
	put) options='-C -d -h -i -n -s -t -V' ;;
	cut) options='-C -d -h -n -s -t -V' ;;
	get) options='-C -e -h -i -l -n -s -t -V -w' ;;
	lock) options='-C -h -m -n -s -t -V -w' ;;
	work) options='-c -C -e -h -k -n -o -P -R -s -t -V' ;;
	bot) options='-C -h -j -n -R -s -t -V -x' ;;
	fifo) options='-C -h -n -s -t -V' ;;
	log) options='-a -b -c -C -f -g -h -j -n -s -t -T -V' ;;
	listen) options='-a -c -C -e -f -h -j -k -m -N -n -R -s -t -V -x' ;;
	ping) options='-c -C -h -n -s -t -V' ;;
	*) options='-1 -C -h -n -p -q -s -T -V' ;;
	esac
	words=$(_forkcast_groups)
	[[ -n $command ]] || words+=$'\nbot\nbridge\ncut\nfifo\nget\nlisten'\
$'\nlock\nlog\nnames\nping\npost\nput\nsend\nstdio\ntell\nwork'
	COMPREPLY=()
	case $command:$previous in
	get:-e | post:-m | lock:-[mw] | bridge:-[Nru]) return ;;
	listen:-a | log:-[abg]) return ;;
	listen:-m | bridge:-m) previous=-l ;;
	?*:-l) previous= ;;
	esac
	case $previous:$current in
	-[cfiknPt]:*) COMPREPLY=() ;;
	-[ls]:*) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	-[ao]:*) _forkcast_fitting "$current" <<<"$words" ;;
	-[Cx]:*) mapfile -t COMPREPLY < <(compgen -c -- "$current") ;;
	*:-*) _forkcast_fitting "$current" <<<"${options// /$'\n'}" ;;
	fifo:*) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
	ping:* | stdio:* | tell:*) COMPREPLY=() ;;
	*) _forkcast_fitting "$current" <<<"$words" ;;
	esac
}

complete -F _forkcast forkcast
