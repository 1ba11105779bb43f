#!/bin/sh
# Functions that the benchmark scripts share: start servers, put load on them,
# gather results. Sourced by run and others.
#
#   FORKCAST_BUILD   where the programs are (build)
#   BENCH_ROUNDS     how often each load is run
#   BENCH_TIME       how long each is measured, in ms
#   BENCH_LIMIT      no round is begun that might end later, in seconds

build=${FORKCAST_BUILD:-build}
bench=$build/tests/bench
failures=0

dir=$(mktemp -d) || exit 71
pid=
crowds= # those that were kept
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# A server that root starts is nobody's, who reads its configuration again.
chmod 755 "$dir" || exit 73
mkfifo "$dir/ready" "$dir/here" || exit 73

# Limits that would slow down busy clients are off.
cat >"$dir/unlimited" <<END || exit 73
line_rate 0
byte_rate 0
change_rate 0
max_per_user 0
END

# Reports an error with the end of the server's log, except its usual lines.
# Values that could not be measured are missing in the table.
complain()
{
	echo "bench: $*" >&2
	grep -Ev ': (login from .*|quit|join .*|leave .*)$|bye quit' "$dir/log" |
		tail -n 10 | sed 's/^/bench: log: /' >&2
	failures=$((failures + 1))
}

# Ends a process of ours: end PID SIGNAL
end()
{
	[ -n "$1" ] || return
	kill -s "$2" "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

stop()
{
	for crowd in $crowds; do
		end "$crowd" KILL
	done
	end "$pid" TERM
	crowds=
	pid=
}

# start COMMAND: sets pid and address of a new server once it is ready.
start()
{
	"$@" -l 127.0.0.1:0 -r 3 3>"$dir/ready" 2>"$dir/log" &
	pid=$!
	if ! read -r _ <"$dir/ready"; then
		complain "$1 did not start"
		stop
		return 1
	fi
	address=$(sed -n 's/^listening on //p' "$dir/log")
}

# measure PROGRAM SERVER OPTION...: one measurement of the server that runs,
# added to the results.
measure()
{
	program=$1
	server=$2
	shift 2
	"$bench/$program" -n "$server" -s "$address" -p "$pid" "$@" \
		>>"$dir/results" || complain "$server failed under $program $*"
}

# keep PROGRAM OPTION...: brings a crowd, which stays until the server stops.
keep()
{
	program=$1
	shift
	"$bench/$program" -s "$address" -k 3 "$@" 3>"$dir/here" \
		>/dev/null &
	crowd=$!
	crowds="$crowds $crowd"
	read -r _ <"$dir/here" || complain "no crowd: $program $*"
	renice -n 19 -p "$crowd" >/dev/null
}

# Prints how many children the server has.
children()
{
	wc -w <"/proc/$pid/task/$pid/children"
}

# left COUNT: waits until the server has no more than so many.
left()
{
	tries=100
	while [ "$tries" -gt 0 ] && [ "$(children)" -gt "$1" ]; do
		sleep 0.1
		tries=$((tries - 1))
	done
	[ "$tries" -gt 0 ] || complain "clients of the last load are still there"
}

# needs COUNT: false, and said, where a process may not open so many files.
needs()
{
	files=$(sed -n 's/^Max open files *[^ ]* *\([^ ]*\).*/\1/p' \
		/proc/self/limits)
	[ "$files" = unlimited ] || [ "$files" -ge "$1" ] && return
	echo "bench: left out for want of $1 descriptors (ulimit -H -n)" >&2
	return 1
}

machine()
{
	cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | sort -u)
	memory=$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)
	echo "$(uname -srm), $(getconf _NPROCESSORS_ONLN) cores, ${cpu:-?}," \
		"$((memory / 1048576)) GiB"
}

# report TABLE: prints that table of the results.
report()
{
	awk -v machine="$(machine)" -f "${0%/*}/report.awk" \
		-f "${0%/*}/$1.awk" "$dir/results"
}

# measure_rounds ROUNDS SECONDS: runs the function measure_round with the
# round's number, so often and so long unless the environment says otherwise.
measure_rounds()
{
	rounds=${BENCH_ROUNDS:-$1}
	limit=${BENCH_LIMIT:-$2}
	begun=$(date +%s)
	round=0
	longest=0
	while [ "$round" -lt "$rounds" ]; do
		before=$(date +%s)
		[ $((before - begun + longest)) -gt "$limit" ] && break
		round=$((round + 1))
		echo "bench: round $round of $rounds" >&2
		measure_round "$round"
		took=$(($(date +%s) - before))
		[ "$took" -gt "$longest" ] && longest=$took
	done
}
