/* client/conf/spawn: each event's variables, and no other's. */
#include "client/conf/spawn.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/text/words/heard.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

#define ID "1700000000000000"

/* The variables in the order of "show": - for one that is not set. */
static const struct {
	const char *line;
	const char *shown;
} events[] = {
	{ "msg " ID " v:1 ali psst", "msg " ID " 1 ali - - -\n" },
	{ "msg " ID " 1 ali!a@host!*!- psst", "msg " ID " 1 ali - - -\n" },
	{ "msg " ID " 1 ali!a@host!Sam!- psst",
	    "msg " ID " 1 ali - - - Sam\n" },
	{ "note " ID " 1 ali!a@host!*!B psst", "note " ID " 1 ali - - -\n" },
	{ "note " ID " @sara ali!a@host!*!B psst",
	    "note " ID " - ali sara - -\n" },
	{ "tell " ID " ali sara psst", "tell " ID " - ali sara - -\n" },
	{ "topic " ID " 1 ali cats", "topic " ID " 1 ali - - -\n" },
	{ "join " ID " 1 ali Ali", "join " ID " 1 ali - - -\n" },
	{ "leave " ID " 1 ali bye", "leave " ID " 1 ali - - -\n" },
	{ "quit " ID " ali bye", "quit " ID " - ali - - -\n" },
	{ "name " ID " ali sara", "name " ID " - ali sara - -\n" },
	{ "kick " ID " 1 ali sara out", "kick " ID " 1 ali sara - -\n" },
	{ "invite " ID " 1 ali sara", "invite " ID " 1 ali sara - -\n" },
	{ "item " ID " 1 ali 2 wash up", "item " ID " 1 ali - 2 wash up\n" },
	{ "set " ID " 1 colour ali red", "set " ID " - ali - - -\n" },
	{ "cut " ID " @ali colour ali", "cut " ID " - ali - - -\n" },
	{ "mode " ID " 1 ali +b *!*@host", "mode " ID " 1 ali - - -\n" },
	{ "alarm " ID " ali fire", "alarm " ID " - ali - - -\n" },
	{ "flag " ID " -S", "flag " ID " - - - - -\n" },
};

static noreturn void
become(const struct heard *heard, int out)
{
	char shell[] = "/bin/sh", option[] = "-c";
	char show[] = "echo $FORKCAST_KIND $FORKCAST_ID ${FORKCAST_GROUP--} "
		      "${FORKCAST_SENDER--} ${FORKCAST_TO--} "
		      "${FORKCAST_COUNT--} ${FORKCAST_TEXT--} "
		      "$FORKCAST_ACCOUNT";
	char *const words[] = { shell, option, show, NULL };
	const struct spawn spawn = { .words = words,
		.server = "here",
		.event = &heard->event,
		.kind = heard->kind,
		.account = heard->account,
		.fd = { -1, out, -1 } };

	spawn_become(&spawn);
}

/* Runs the command, and returns all that it printed. */
static struct str
shown_for(const struct heard *heard)
{
	static char text[256];
	int ends[2], status;
	size_t len = 0;
	ssize_t n;

	MUST(pipe(ends) == 0, "pipe");
	const pid_t pid = fork();
	MUST(pid != -1, "fork");
	if (pid == 0)
		become(heard, ends[1]);
	(void)close(ends[1]);
	while ((n = read(ends[0], text + len, sizeof(text) - len)) > 0)
		len += (size_t)n;
	(void)close(ends[0]);
	MUST(waitpid(pid, &status, 0) == pid && status == 0, "the command");
	return (struct str) { text, len };
}

int
main(void)
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
	return tap_done();
}
