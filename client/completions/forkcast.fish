# fish completion for forkcast(1). It contacts no server: the groups are those
# of the configuration file.

function __forkcast_groups
	set -l config ~/.config
	set -q XDG_CONFIG_HOME; and set config $XDG_CONFIG_HOME
	sed -n 's/^[[:space:]]*group[[:space:]]\{1,\}#\{0,1\}\([^[:space:]]*\).*/\1/p' \
		$config/forkcast/config 2>/dev/null
end

# Prints the words before the cursor, without the options that precede them.
function __forkcast_words
	set -l words (commandline -opc)[2..-1]
	while string match -qr -- '^-' "$words[1]"
		string match -qr -- '^-[Clnst]$' $words[1]; and set -e words[1]
		set -e words[1]
	end
	test (count $words) -gt 0; and printf '%s\n' $words
end

# Returns true if the first word is one of the arguments.
function __forkcast_in
	set -l words (__forkcast_words)
	test (count $words) -gt 0; and contains -- $words[1] $argv
end

function __forkcast_first
	test (count (__forkcast_words)) -eq 0
end

set -l tables put cut get
set -l tools send tell listen bot log names ping fifo $tables lock post work stdio bridge

complete -c forkcast -f
complete -c forkcast -n __forkcast_first -a send -d 'send lines to a group'
complete -c forkcast -n __forkcast_first -a tell -d 'send lines to a client'
complete -c forkcast -n __forkcast_first -a listen -d 'print messages'
complete -c forkcast -n __forkcast_first -a bot -d 'hear and speak'
complete -c forkcast -n __forkcast_first -a log -d 'print past messages'
complete -c forkcast -n __forkcast_first -a names -d 'list the members'
complete -c forkcast -n __forkcast_first -a ping -d 'measure round trips'
complete -c forkcast -n __forkcast_first -a fifo -d 'chat through FIFOs'
complete -c forkcast -n __forkcast_first -a put -d 'set a key'
complete -c forkcast -n __forkcast_first -a cut -d 'delete a key'
complete -c forkcast -n __forkcast_first -a get -d 'print keys of a table'
complete -c forkcast -n __forkcast_first -a lock -d 'run a command under a lock'
complete -c forkcast -n __forkcast_first -a post -d 'put work into a box'
complete -c forkcast -n __forkcast_first -a work -d 'run a command per item'
complete -c forkcast -n __forkcast_first -a stdio -d 'be the connection of -C'
complete -c forkcast -n __forkcast_first -a bridge -d 'join other servers'
complete -c forkcast -n 'not __forkcast_in tell ping stdio' -a '(__forkcast_groups)'
complete -c forkcast -n '__forkcast_in fifo' -a '(__fish_complete_directories)'

complete -c forkcast -o C -x -d 'connect by running this command'
complete -c forkcast -o h -d 'print help'
complete -c forkcast -o n -x -d 'use this name'
complete -c forkcast -o s -r -F -d 'address of the server'
complete -c forkcast -o V -d 'print the version'
complete -c forkcast -n "not __forkcast_in $tools" -o 1 -d 'do not reconnect'
complete -c forkcast -n "not __forkcast_in $tools" -o l -r -F -d 'log to a file'
complete -c forkcast -n "not __forkcast_in $tools" -o p -d 'line by line'
complete -c forkcast -n "not __forkcast_in $tools" -o q -d 'do not ring'
complete -c forkcast -n \
	"not __forkcast_in send tell listen bot names ping fifo $tables lock post work stdio bridge" \
	-o T -d 'print the time'
complete -c forkcast -n "__forkcast_in $tools" -o t -x \
	-d 'time to wait for a reply'
complete -c forkcast -n '__forkcast_in send tell put cut post' -o d \
	-d 'succeed only once it is on disk'
complete -c forkcast -n '__forkcast_in listen log ping work' -o c -x -d 'count'
complete -c forkcast -n '__forkcast_in bridge' -o a -d 'all open groups'
complete -c forkcast -n '__forkcast_in bridge' -o c -x -d 'what servers share'
complete -c forkcast -n '__forkcast_in bridge' -o m -r -F -d 'keep the places'
complete -c forkcast -n '__forkcast_in bridge' -o N -x -d 'name of this server'
complete -c forkcast -n '__forkcast_in bridge' -o r -x -d 'lines a second'
complete -c forkcast -n '__forkcast_in bridge' -o u -x -d 'a nats-server'
complete -c forkcast -n '__forkcast_in listen log' -o a -x -d 'begin after'
complete -c forkcast -n '__forkcast_in log' -o b -x -d 'only before'
complete -c forkcast -n '__forkcast_in log' -o g -x -d 'only with this text'
complete -c forkcast -n '__forkcast_in listen' -o e -d 'print all events'
complete -c forkcast -n '__forkcast_in listen log' -o f -x -d 'only from a name'
complete -c forkcast -n '__forkcast_in listen' -o m -r -F -d 'keep the place'
complete -c forkcast -n '__forkcast_in listen bot log' -o j -d 'print JSON lines'
complete -c forkcast -n '__forkcast_in listen work' -o k -x -d 'kill after'
complete -c forkcast -n '__forkcast_in work' -o P -x -d 'number at a time'
complete -c forkcast -n '__forkcast_in listen bot work' -o R -d 'reconnect'
complete -c forkcast -n '__forkcast_in work' -o o -x \
	-a '(__forkcast_groups)' -d 'send the output to a group'
complete -c forkcast -n '__forkcast_in work' -o e -d 'exit when empty'
complete -c forkcast -n '__forkcast_in lock' -o m -x -d 'holders at a time'
complete -c forkcast -n '__forkcast_in lock' -o w -x -d 'give up after'
complete -c forkcast -n '__forkcast_in post' -o l -d 'list the boxes'
complete -c forkcast -n '__forkcast_in post' -o m -x -d 'items that may wait'
complete -c forkcast -n '__forkcast_in post' -o w -d 'wait until all is done'
complete -c forkcast -n '__forkcast_in get' -o l -d 'print ID and name'
complete -c forkcast -n '__forkcast_in send tell' -o l -d 'one message of all lines'
complete -c forkcast -n '__forkcast_in send tell' -o N -d 'send notes'
complete -c forkcast -n '__forkcast_in get' -o w -d 'wait for a change'
complete -c forkcast -n '__forkcast_in put' -o i -x -d 'only if this is its last change'
complete -c forkcast -n '__forkcast_in get' -o e -x -d 'wait for a value'
complete -c forkcast -n '__forkcast_in get' -o i -x -d 'wait for a change of ID'
complete -c forkcast -n '__forkcast_in listen' -o N -d 'ignore notes'
complete -c forkcast -n '__forkcast_in listen bot' -o x -r \
	-d 'run a command for each message'
