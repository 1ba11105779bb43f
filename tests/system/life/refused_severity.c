/*
 * The reason why a server does not start has its severity if systemd's journal
 * reads standard error, and none if the variable describes another stream.
 */
#include "tests/lib/shell.h"

#define UNDER_SYSTEMD                         \
	"exec 2>said; export JOURNAL_STREAM=" \
	"$(stat -Lc %d:%i said); "

static const struct shell_case cases[] = {
	{ "(" UNDER_SYSTEMD "forkcastd -t -f /gone); cat said", 0,
	    "<3>forkcastd: cannot open /gone: ...\n", "" },
	{ "(" UNDER_SYSTEMD "forkcastctl -p 0 status); cat said", 0,
	    "<3>forkcastctl: -p 0: ...\n", "" },
	{ "(" UNDER_SYSTEMD "forkcastd -t -f /gone 2>other); cat other", 0,
	    "forkcastd: cannot open /gone: ...\n", "" },
};

int
main(void)
{
	shell_cases("1", cases);
	return tap_done();
}
