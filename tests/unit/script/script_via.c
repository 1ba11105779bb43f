/*
 * client/script/script: a command that has ended the connection, but does not
 * end itself, holds up nothing else, neither in its second nor after it.
 */
#include "client/script/script.h"

#include <errno.h>
#include <signal.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

static struct script script;

/* Begins with a command that closes the connection and ignores TERM. */
static void
begin(void)
{
	static char *const no_groups[] = { NULL };
	const struct script_options options = {
		.via = "trap '' TERM; exec <&- >&-; exec sleep 1000",
		.timeout = 60 * SEC,
		.nameless = true,
	};
	struct pollfd set[1];

	script_begin(&script, &options, no_groups);
	while (script.session.hears)
		script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
}

int
main(void)
{
	struct pollfd set[2] = { [1] = { .events = POLLIN } };
	int ends[2];

	begin();
	const pid_t pid = script.link.via.pid;
	MUST(pipe(ends) == 0, "a pipe");
	set[1].fd = ends[0];
	script_wait(&script, set, COUNT(set), clock_mono());
	TAP_OK(!script.over && set[1].revents == 0, "it waits for the end");
	TAP_OK(!session_ready(&script.session), "nothing is said meanwhile");
	MUST(write(ends[1], "x", 1) == 1, "written");
	script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
	TAP_OK(!script.over && set[1].revents == POLLIN,
	    "other things are heard meanwhile");
	pace(SEC);
	script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
	TAP_OK(script.over && script.status == EX_UNAVAILABLE,
	    "after a second the connection is lost");
	TAP_STR(str_from(script.message),
	    STR("connection lost: closed by the server"), "it says so");
	TAP_OK(kill(pid, 0) == 0, "the command may be there still");
	script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
	TAP_OK(set[1].revents == POLLIN, "that holds up nothing");
	pace(200 * MSEC);
	script_wait(&script, set, COUNT(set), WAIT_FOR_EVER);
	TAP_OK(kill(pid, 0) == -1 && errno == ESRCH, "then it is killed");
	TAP_NUM(script_finish(&script), EX_UNAVAILABLE, "and it ends");
	return tap_done();
}
