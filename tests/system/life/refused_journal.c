/*
 * The reason why a server does not start has its severity if standard error is
 * the journal, and none if the variable describes another stream.
 */
#include "tests/lib/shell.h"

#define AS_JOURNAL                            \
	"exec 2>said; export JOURNAL_STREAM=" \
	"$(stat -Lc %d:%i said); "

static const struct shell_case cases[] = {
	{ "(" AS_JOURNAL "forkcastd -t -f /gone); cat said", 0,
	    "<3>forkcastd: cannot open /gone: ...\n", "" },
	{ "(" AS_JOURNAL "forkcastctl -p 0 status); cat said", 0,
	    "<3>forkcastctl: -p 0: ...\n", "" },
	{ "(" AS_JOURNAL "forkcastd -t -f /gone 2>other); cat other", 0,
	    "forkcastd: cannot open /gone: ...\n", "" },
};

int
main(void)
{
	shell_cases("1", cases);
	return tap_done();
}
