# fish completion for forkcastctl(8). Names and groups come from the chosen
# server, if the user may ask it.

# Prints the words before the cursor, without the options before the command.
function __forkcastctl_words
	set -l words (commandline -opc)[2..-1]
	while string match -q -- '-*' "$words[1]"
		string match -qr -- '^-[cpst]$' $words[1]; and set -e words[1]
		set -e words[1]
	end
	test (count $words) -gt 0; and printf '%s\n' $words
end

function __forkcastctl_in
	set -l words (__forkcastctl_words)
	test (count $words) -gt 0; and contains -- $words[1] $argv
end

# Returns true if only options follow the command, which is an argument.
function __forkcastctl_first
	__forkcastctl_in $argv
	and test (__forkcastctl_words | string match -v -- '-*' | count) -eq 1
end

# Returns true if so many operands follow the command, which is an argument.
function __forkcastctl_after
	__forkcastctl_in $argv[2..-1]
	and test (__forkcastctl_words | string match -v -- '-*' | count) -eq \
		(math $argv[1] + 1)
end

# Runs forkcastctl with the options that precede the command. Gives up after a
# second, so that a hanging server does not stop the user from typing.
function __forkcastctl_ask
	set -l words (commandline -opc)[2..-1]
	set -l meant
	while string match -qr -- '^-[cpst]$' "$words[1]"
		set -a meant $words[1] $words[2]
		set -e words[1..2]
	end
	timeout 1 forkcastctl $meant $argv 2>/dev/null </dev/null
end

# Prints column N of the servers, each of which is told as "server PID ADDRESS".
function __forkcastctl_servers
	timeout 1 forkcastctl status 2>&1 </dev/null |
		grep -o 'server [0-9]* [^ ,]*' | cut -d ' ' -f $argv[1]
end

function __forkcastctl_names
	__forkcastctl_ask clients -j |
		sed -n 's/.*"name":"\([^"\\\\]\{1,\}\)".*/\1/p'
end

set -l none 'test (count (__forkcastctl_words)) -eq 0'
set -l columns 'pid name peer state process groups in out queue since active'

complete -c forkcastctl -f
complete -c forkcastctl -n $none -o h -d 'print help'
complete -c forkcastctl -n $none -o c -r -F -d 'the server with this socket'
complete -c forkcastctl -n $none -o t -x -d 'time to reply'
complete -c forkcastctl -n $none -o V -d 'print the version'
complete -c forkcastctl -n $none -o p -x -a '(__forkcastctl_servers 2)' \
	-d 'the server with this process ID'
complete -c forkcastctl -n $none -o s -r -F -a '(__forkcastctl_servers 3)' \
	-d 'the server at this address'

complete -c forkcastctl -n $none -a status -d 'print the state of the server'
complete -c forkcastctl -n $none -a clients -d 'list the clients'
complete -c forkcastctl -n $none -a groups -d 'list the groups'
complete -c forkcastctl -n $none -a limits -d 'list the limits'
complete -c forkcastctl -n $none -a boxes -d 'list the boxes'
complete -c forkcastctl -n $none -a box -d 'empty a box'
complete -c forkcastctl -n $none -a history -d 'erase history'
complete -c forkcastctl -n $none -a top -d 'show status and clients, updated'
complete -c forkcastctl -n $none -a check -d 'check the server'
complete -c forkcastctl -n $none -a metrics -d 'print metrics for Prometheus'
complete -c forkcastctl -n $none -a kick -d 'disconnect a client'
complete -c forkcastctl -n $none -a ban -d 'refuse a network'
complete -c forkcastctl -n $none -a unban -d 'lift a ban'
complete -c forkcastctl -n $none -a bans -d 'list the bans'
complete -c forkcastctl -n $none -a say -d 'send a message to a group'
complete -c forkcastctl -n $none -a accounts -d 'list, add, remove accounts'
complete -c forkcastctl -n $none -a reload -d 'reload the configuration'
complete -c forkcastctl -n $none -a upgrade -d 'replace the running server'
complete -c forkcastctl -n $none -a drain -d 'exit with the last client'
complete -c forkcastctl -n $none -a admit -d 'accept clients again'
complete -c forkcastctl -n $none -a stop -d 'disconnect all clients and exit'

complete -c forkcastctl -n '__forkcastctl_first clients kick' \
	-a '(__forkcastctl_names)'
complete -c forkcastctl -n '__forkcastctl_first say' \
	-a '(__forkcastctl_ask groups | cut -d " " -f 1)'
complete -c forkcastctl -n '__forkcastctl_first unban' \
	-a '(__forkcastctl_ask bans | cut -d " " -f 1)'
complete -c forkcastctl -n '__forkcastctl_first accounts' \
	-a 'add list passwd remove'
complete -c forkcastctl -n '__forkcastctl_first history' -a 'forget'
complete -c forkcastctl -n '__forkcastctl_after 1 history
	and contains -- forget (__forkcastctl_words)' \
	-a '(__forkcastctl_ask groups | cut -d " " -f 1)'
complete -c forkcastctl -n '__forkcastctl_first box' -a remove
complete -c forkcastctl -n '__forkcastctl_after 1 box' \
	-a '(__forkcastctl_ask boxes | cut -d " " -f 1)'
complete -c forkcastctl -n '__forkcastctl_in boxes' -o l -d 'print details'
complete -c forkcastctl -n '__forkcastctl_first upgrade' -F
complete -c forkcastctl -n '__forkcastctl_in clients' -o j -d 'print JSON lines'
complete -c forkcastctl -n '__forkcastctl_in clients top' -o o -x -a $columns \
	-d 'sort by'
complete -c forkcastctl -n '__forkcastctl_in clients top' -o r \
	-d 'reverse the order'
complete -c forkcastctl -n '__forkcastctl_in groups' -o m -d 'print the members'
complete -c forkcastctl -n '__forkcastctl_in top' -o d -x -d 'interval'
complete -c forkcastctl -n '__forkcastctl_in top' -o n -x -d 'exit after this many'
complete -c forkcastctl -n '__forkcastctl_in check' -o c -x -d 'critical at'
complete -c forkcastctl -n '__forkcastctl_in check' -o t -x -d 'time to reply'
complete -c forkcastctl -n '__forkcastctl_in check' -o w -x -d 'warning at'
complete -c forkcastctl -n '__forkcastctl_in ban' -o t -x -d 'lift after'
complete -c forkcastctl -n '__forkcastctl_in upgrade' -o n -d 'only check'
