/* client/system/program: ending a program, by itself or not. */
#include "client/system/program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

#include "tests/lib/must.h"

/* Starts the command, and ends it; the result is how it has ended. */
static const char *
end(const char *command, int milliseconds)
{
	static char how[PROGRAM_HOW];
	int status;
	const pid_t pid = program_start(
	    &(struct program_start) { .line = command, .fd = { -1, -1, -1 } });

	MUST(pid != -1, "fork");
	if (milliseconds == 0) /* it is to be there */
		(void)poll(NULL, 0, 50);
	const bool by_itself = program_end(pid, milliseconds, &status);
	TAP_OK(kill(pid, 0) == -1 && errno == ESRCH, "it is reaped");
	return by_itself ? program_how(status, how) : NULL;
}

int
main(void)
{
	TAP_STR(str_from(end("exit 7", 60000)), STR("exit status 7"), "7");
	TAP_STR(str_from(end("sleep 1000 & kill -9 $$", 60000)),
	    STR("killed by signal 9"), "9");
	TAP_OK(end("sleep 1000", 0) == NULL, "a TERM will do");
	TAP_OK(end("trap '' TERM; sleep 1000 & wait", 0) == NULL, "a KILL");
	return tap_done();
}
