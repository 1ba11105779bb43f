/*
 * client/net/program: each event's variables, and no other's; and ending a
 * program, by itself or not.
 */
#include "client/net/program.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define ID "1700000000000000"

/* The variables in the order of "show": - for one that is not set. */
static const struct {
	const char *line;
	const char *shown;
} events[] = {
	{ "msg " ID " v:1 ali psst", "msg " ID " 1 ali - - psst\n" },
	{ "msg " ID " 1 ali!a@host!Sam!- psst",
	    "msg " ID " 1 ali - - psst Sam\n" },
	{ "note " ID " 1 ali!a@host!*!B psst", "note " ID " 1 ali - - psst\n" },
	{ "note " ID " @sara ali!a@host!*!B psst",
	    "note " ID " - ali sara - psst\n" },
	{ "tell " ID " ali sara psst", "tell " ID " - ali sara - psst\n" },
	{ "topic " ID " 1 ali cats", "topic " ID " 1 ali - - cats\n" },
	{ "join " ID " 1 ali Ali", "join " ID " 1 ali - - -\n" },
	{ "leave " ID " 1 ali bye", "leave " ID " 1 ali - - bye\n" },
	{ "name " ID " ali sara", "name " ID " - ali sara - -\n" },
	{ "kick " ID " 1 ali sara out", "kick " ID " 1 ali sara - out\n" },
	{ "item " ID " 1 ali 2 wash up", "item " ID " 1 ali - 2 wash up\n" },
	{ "set " ID " 1 colour ali red", "set " ID " - ali - - -\n" },
	{ "mode " ID " 1 ali +b *!*@host", "mode " ID " 1 ali - - -\n" },
	{ "flag " ID " -S", "flag " ID " - - - - -\n" },
};

#define SHOW                                                         \
	"echo $FORKCAST_KIND $FORKCAST_ID ${FORKCAST_GROUP--} "      \
	"${FORKCAST_SENDER--} ${FORKCAST_TO--} ${FORKCAST_COUNT--} " \
	"${FORKCAST_TEXT--} $FORKCAST_ACCOUNT"

/* Runs the command for the event, and returns all that it printed. */
static struct str
shown_for(const struct heard *heard)
{
	static char text[256];
	int ends[2], status;
	size_t len = 0;
	ssize_t n;

	MUST(pipe(ends) == 0, "pipe");
	const pid_t pid = program_start(&(struct program_start) {
	    .line = SHOW,
	    .fd = { -1, ends[1], -1 },
	    .heard = heard,
	    .server = "here",
	});
	MUST(pid != -1, "fork");
	(void)close(ends[1]);
	while ((n = read(ends[0], text + len, sizeof(text) - len)) > 0)
		len += (size_t)n;
	(void)close(ends[0]);
	MUST(waitpid(pid, &status, 0) == pid && status == 0, "the command");
	return (struct str) { text, len };
}

static void
has_variables(void)
{
	struct command event;
	struct heard heard;

	MUST(setenv("FORKCAST_ACCOUNT", "inherited", 1) == 0, "setenv");
	for (size_t i = 0; i < COUNT(events); i++) {
		MUST(grammar_parse(str_from(events[i].line), FROM_SERVER,
			 &event) == CODE_OK,
		    "%s", events[i].line);
		(void)heard_take(&heard, &event, STR("sara"));
		TAP_STR(shown_for(&heard), str_from(events[i].shown), "%s",
		    events[i].line);
	}
}

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
	has_variables();
	TAP_STR(str_from(end("exit 7", 60000)), STR("exit status 7"), "7");
	TAP_STR(str_from(end("sleep 1000 & kill -9 $$", 60000)),
	    STR("killed by signal 9"), "9");
	TAP_OK(end("sleep 1000", 0) == NULL, "a TERM will do");
	TAP_OK(end("trap '' TERM; sleep 1000 & wait", 0) == NULL, "a KILL");
	return tap_done();
}
