# fish completion for forkcast(1) and forkcastctl(8): -h tells their commands and
# options. It contacts no server: the groups are those of the configuration.

function __forkcast_groups
	set -l config ~/.config
	set -q XDG_CONFIG_HOME; and set config $XDG_CONFIG_HOME
	sed -n 's/^[[:space:]]*group[[:space:]]\{1,\}#\{0,1\}\([^[:space:]-][^[:space:]]*\).*/\1/p' \
		$config/forkcast/{config,set} 2>/dev/null
end

# Prints the commands and what they do, one a line.
function __forkcast_commands
	$argv -h 2>/dev/null </dev/null | awk -F '  +' '
		/^commands:/ { list = 1; sub("commands:", "") }
		/^Commands;/ { table = 1; next }
		/^[A-Z]/ || /^$/ { list = table = 0 }
		table { print $2 "\t" $3 "\n" $4 "\t" $5 }
		list { gsub(" +", "\n"); print }' | string match -r '.+'
end

function __forkcast
	set -l words (commandline -opc)
	set -l current (commandline -ct)
	# That of PATH: a Tab runs nothing in a directory of somebody else.
	set -l program (string replace -r '.*/' '' -- $words[1])
	set -l commands (__forkcast_commands $program)
	set -l command
	for word in $words[2..-1]
		if contains -- $word (string replace -r '\t.*' '' -- $commands)
			set command $word
			break
		end
	end
	set -l help ($program $command -h 2>/dev/null </dev/null)
	set -l last (string escape --style=regex -- $words[-1])
	set -l value (string replace -fr -- "^  $last ([A-Z|]*) .*" '$1' $help)
	switch "$value"
		case FILE PATH ADDRESS
			__fish_complete_path $current
		case COMMAND
			__fish_complete_command
		case GROUP
			__forkcast_groups
		case '?*'
		case '*'
			string replace -fr '^  (-[^ ,]*)\S*( --\S+)?( [A-Z|]+)? +(.*)' '$1\t$4' $help
			test -n "$command"; or printf '%s\n' $commands
			string match -q '* DIRECTORY *' "$help"; and __fish_complete_directories $current
			if not string match -q '*ctl' $program
				string match -qr 'GROUP|BOX|TABLE' "$help"; and __forkcast_groups
			else if test -n "$command"
				string replace -r 'usage: [a-z]* [a-z]*' '' $help[1] |
					string match -ar '\b[a-z]{2,}\b'
			end
	end
end

complete -c forkcast -f -a '(__forkcast)'
complete -c forkcastctl -f -a '(__forkcast)'
