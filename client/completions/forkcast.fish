# How fish completes forkcast(1). Nobody is asked over the network: the groups
# are those of the configuration file.

function __forkcast_groups
	set -l config ~/.config
	set -q XDG_CONFIG_HOME; and set config $XDG_CONFIG_HOME
	sed -n 's/^[[:space:]]*group[[:space:]]\{1,\}\([^[:space:]]*\).*/\1/p' \
		$config/forkcast/config 2>/dev/null
end

# True if the first word is one of these.
function __forkcast_in
	set -l words (commandline -opc)
	test (count $words) -gt 1; and contains -- $words[2] $argv
end

function __forkcast_first
	test (count (commandline -opc)) -eq 1
end

set -l tables add put swap cut get
set -l tools send listen names ping fifo $tables post work boxes time

complete -c forkcast -f
complete -c forkcast -n __forkcast_first -a send -d 'say lines to a group'
complete -c forkcast -n __forkcast_first -a listen -d 'write what is said'
complete -c forkcast -n __forkcast_first -a names -d 'list who is in a group'
complete -c forkcast -n __forkcast_first -a ping -d 'time the answers'
complete -c forkcast -n __forkcast_first -a fifo -d 'talk by FIFOs and files'
complete -c forkcast -n __forkcast_first -a add -d 'set a key if it is new'
complete -c forkcast -n __forkcast_first -a put -d 'set a key'
complete -c forkcast -n __forkcast_first -a swap -d 'set an unchanged key'
complete -c forkcast -n __forkcast_first -a cut -d 'take a key away'
complete -c forkcast -n __forkcast_first -a get -d 'show keys and values'
complete -c forkcast -n __forkcast_first -a post -d 'put work into a box'
complete -c forkcast -n __forkcast_first -a work -d 'run a command for each'
complete -c forkcast -n __forkcast_first -a boxes -d 'list the boxes'
complete -c forkcast -n __forkcast_first -a time -d 'compare the clock'
complete -c forkcast -n 'not __forkcast_in ping boxes time' -a '(__forkcast_groups)'
complete -c forkcast -n '__forkcast_in fifo' -a '(__fish_complete_directories)'

complete -c forkcast -o h -d 'say how to call it'
complete -c forkcast -o n -x -d 'the name'
complete -c forkcast -o s -r -F -d 'where the server is'
complete -c forkcast -n "not __forkcast_in $tools" -o V -d 'say the version'
complete -c forkcast -n "not __forkcast_in $tools" -o 1 -d 'one connection'
complete -c forkcast -n "not __forkcast_in $tools" -o l -r -F -d 'write it down'
complete -c forkcast -n "not __forkcast_in $tools" -o q -d 'no bell'
complete -c forkcast -n \
	"not __forkcast_in send names ping fifo $tables post work boxes time" \
	-o T -d 'the time in front'
complete -c forkcast -n "__forkcast_in $tools" -o t -x \
	-d 'how long to wait for an answer'
complete -c forkcast -n '__forkcast_in listen ping work' -o c -x -d 'so many'
complete -c forkcast -n '__forkcast_in ping' -o i -x -d 'time between two'
complete -c forkcast -n '__forkcast_in ping' -o u -d 'ask over UDP'
complete -c forkcast -n '__forkcast_in listen' -o e -d 'all events'
complete -c forkcast -n '__forkcast_in listen' -o i -x -d 'leave out a name'
complete -c forkcast -n '__forkcast_in listen' -o j -d 'as JSON lines'
complete -c forkcast -n '__forkcast_in listen work' -o k -x -d 'end one that is slow'
complete -c forkcast -n '__forkcast_in listen work' -o P -x -d 'so many at a time'
complete -c forkcast -n '__forkcast_in listen fifo work' -o R -d 'return when lost'
complete -c forkcast -n '__forkcast_in work' -o o -x \
	-a '(__forkcast_groups)' -d 'say there what it prints'
complete -c forkcast -n "__forkcast_in $tables" -o l -d 'with ID and name'
complete -c forkcast -n "__forkcast_in $tables" -o w -d 'wait for a change'
complete -c forkcast -n '__forkcast_in listen' -o r -d 'the text alone'
complete -c forkcast -n '__forkcast_in listen' -o x -r \
	-d 'run a command for each message'
