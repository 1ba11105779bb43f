/*
 * If forkcastctl cannot write its output, that is an error, and unknown to a
 * monitoring system; a command without output does not need one.
 */
#include <unistd.h>

#include "tests/lib/server.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER "
#define FULL                                                              \
	"forkcastctl: cannot write to standard output: No space left on " \
	"device\n"
#define CLOSED \
	"forkcastctl: cannot write to standard output: Bad file descriptor\n"

static const struct shell_case full[] = {
	{ CTL "status >/dev/full", 74, "", FULL },
	{ CTL "metrics >/dev/full", 74, "", FULL },
	{ CTL "groups >/dev/full", 74, "", FULL },
	{ CTL "check >/dev/full", 3, "", FULL },
	{ CTL "check nose >/dev/full", 3, "", FULL },
	{ CTL "check -w nose >/dev/full", 3, "", FULL },
	{ "forkcastctl -V >/dev/full", 74, "", FULL },
	{ "forkcastctl -h >/dev/full", 74, "", FULL },
	{ CTL "reload >/dev/full", 0, "", "" },
};

static const struct shell_case closed[] = {
	{ CTL "status >&-", 74, "", CLOSED },
	{ CTL "metrics >&-", 74, "", CLOSED },
	{ CTL "top -n 1 >&-", 74, "", CLOSED },
	{ CTL "say 1 hello >&-", 74, "", CLOSED },
	{ CTL "check >&-", 3, "", CLOSED },
	{ "forkcastctl -V >&-", 74, "", CLOSED },
	{ CTL "reload >&-", 0, "", "" },
	{ CTL "reload <&- >&- 2>&-", 0, "", "" },
};

int
main(void)
{
	struct server *server = server_start(NULL);

	shell_set_number("SERVER", server->pid);
	shell_cases("1", closed);
	if (access("/dev/full", W_OK) == 0)
		shell_cases("1", full);
	server_stop(server);
	return tap_done();
}
