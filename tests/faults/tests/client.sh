#!/bin/sh
# What client.c plays, with a program that meets $FAULT: client.sh STORY. $N is
# another number each time. Fails if the program has ended with 0 and has not done
# what that means, or otherwise than with a code of sysexits and a line.

# May say so many lines.
lines=1

run()
{
	FORKCAST_FAULT_BOARD=$BOARD PATH=$BUILT/tests/faults:$PATH exec "$@" >out 2>err
}

# Nobody is there to be told where the reader of the output has gone.
judge()
{
	status=$1
	case $status:$(wc -l <err):$FAULT in
	0:* | 74:0:*EPIPE*) ;;
	6[4-9]:[1-$lines]:* | 7[0-8]:[1-$lines]:*) ;;
	*) fail "status $status" ;;
	esac
}

fail()
{
	echo "$1"
	cat err
	exit 1
}

try()
{
	(run "$@")
	judge $?
}

ok()
{
	[ "$status" -ne 0 ] || "$@" || fail "status 0, and not: $*"
}

said_last()
{
	forkcast log -c 1 tea | grep -qx ".*: said $N"
}

has_account()
{
	forkcastctl -p "$SERVER" accounts list | grep -q "^n$N "
}

# Nothing is done before its message is printed, or its command has succeeded.
listen()
{
	rm -f has
	echo "$FIRST tea" >place
	try forkcast listen -t 600 -m place -c 1 "$@" tea
	grep -qxE '[0-9]+ tea' place || fail 'no place'
	grep -qx "$FIRST tea" place || status=0
	ok grep -vqx "$FIRST tea" place
}

case $1 in
send)
	lines=2
	try forkcast send -t 600 tea "said $N"
	ok said_last
	;;
post)
	lines=2
	try forkcast post -t 600 tea "said $N"
	forkcast work -e tea cat >has 2>has-not
	ok grep -qx "said $N" has
	;;
listen)
	listen
	ok grep -qx '.* x' out
	;;
listen-x)
	lines=3
	listen -x 'cat >has'
	ok grep -qx x has
	;;
log)
	try forkcast log -t 600 -a "$FIRST" -b "$THIRD" tea
	ok grep -qx '.* x' out
	;;
work)
	lines=3
	rm -f has
	forkcast post tea "said $N"
	try forkcast work -t 600 -c 1 tea sh -c 'cat >has'
	ok grep -qx "said $N" has
	# It is done, or still there.
	forkcast work -e tea cat >>has 2>has-not
	grep -qx "said $N" has || fail lost
	;;
bridge)
	lines=9
	rm -f place err
	run forkcast bridge -t 600 -N rome -m place -u 127.0.0.1:1 tea &
	until grep -q again err || ! kill -0 $!; do sleep 0.05; done 2>has-not
	kill $!
	wait $!
	status=$?
	[ $status -eq 143 ] || judge $status
	ok grep -q again err
	;;
status)
	try forkcastctl -p "$SERVER" status
	ok grep -q ^clients out
	;;
accounts)
	echo x >secret
	try forkcastctl -p "$SERVER" accounts add "n$N" <secret
	ok has_account
	;;
esac
