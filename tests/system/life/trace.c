/*
 * tests/trace shows the system calls of one line of chat, in their order, with
 * the process that made each and what it reads or writes.
 */
#include <limits.h>
#include <stdlib.h>

#include "tests/lib/deadline.h"
#include "tests/lib/shell.h"

/* The rows that must be there, in this order; others may come between. */
#define STEPS                                                  \
	"forkcast javad .*socket.* write([0-9]*, \"send lab\n" \
	"worker javad .*socket.* read(0, \"send lab\n"         \
	"worker javad .*uplink.* write(1, \"send lab\n"        \
	"parent .*select.* pselect6() = 1\n"                   \
	"parent .*uplink javad.* read([0-9]*, \"send lab\n"    \
	"parent .*downlink javad.* write([0-9]*, \"msg \n"     \
	"worker javad .*downlink.* read(2, \"msg \n"           \
	"worker javad .*socket.* write(0, \"msg \n"            \
	"forkcast javad .*socket.* read([0-9]*, \"msg \n"      \
	"forkcast javad .*output.* write(1, \"\\[lab\\] javad: hello\n"

/* Prints each step that no row shows after that of the step before. */
#define CHECK                                                             \
	"cat >steps <<'end'\n" STEPS "end\n"                              \
	"at=0; while IFS= read -r step; do "                              \
	"row=$(sed \"1,${at}d\" rows | grep -n -m 1 \"$step\"); "         \
	"[ -n \"$row\" ] || { echo \"none: $step\"; cat rows; break; }; " \
	"at=$((at + ${row%%:*})); done <steps"

static const struct shell_case cases[] = {
	{ "cd \"$TOP\" && sh tests/trace", 64, "",
	    "usage: tests/trace NAME\n" },
	{ "(cd \"$TOP\" && BUILD=${FORKCAST_BUILD:-build} "
	  "sh tests/trace javad) >rows && " CHECK,
	    0, "", "" },
	{ "grep -c 'parent .*downlink ear[12] .*write(' rows; "
	  "grep -c 'worker javad .*doorbell .*pwritev2(3' rows; "
	  "grep -c 'worker ear[12] .*socket .*write(0, \"msg ' rows",
	    0, "2\n1\n2\n", "" },
};

int
main(void)
{
	char top[PATH_MAX];
	struct shell *strace;

	MUST(realpath(".", top) != NULL && setenv("TOP", top, 1) == 0,
	    "there is no current directory");
	strace = shell_start("1", "strace -f -o /dev/null true 2>/dev/null");
	if (shell_status(strace) != 0 || sanitized())
		tap_skip("needs strace, the right to trace, and a build "
			 "without sanitizers, which trace themselves");
	shell_cases("1", cases);
	return tap_done();
}
