/* forkcast ping: the times of round trips to the server. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "conf/option.h"
#include "script/script.h"
#include "shared/die.h"
#include "system/signals.h"

static const struct usage usage = {
	"usage: forkcast ping [-hV] [-C COMMAND] [-c COUNT] [-n NAME] [-s ADDRESS]\n"
	"       [-t SECONDS]",
	"c:" SCRIPT_OPTIONS,
	"Measure how long the server takes to reply, once a second.\n\n"
	"  -c COUNT       Send COUNT requests and exit.\n" SCRIPT_HELP,
};

static struct {
	struct script script;
	size_t most; /* -c; 0: for ever */
	size_t sent, answered;
	usec last; /* when the last one was sent */
} pings;

static void
cmd_ping_take_line(const struct command *line)
{
	const usec time = clock_mono() - pings.last;
	char room[128];

	if (pings.script.session.answered != VERB_PING ||
	    line->rule->verb != VERB_OK)
		return;
	(void)snprintf(room, sizeof(room), "answer %zu after %.3f ms\n",
	    ++pings.answered, (double)time / (double)MSEC);
	out_put(pings.script.out, str_from(room));
	if (pings.answered == pings.most)
		script_end(&pings.script, EX_OK);
}

/* Sends the next ping a second after the last one, once that is answered. */
static void
cmd_ping_turn(void)
{
	const usec due = pings.sent == 0 ? 0 : pings.last + SEC;
	const bool waits = pings.answered < pings.sent;
	struct script *script = &pings.script;

	if (!waits && clock_mono() >= due && link_is_joined(&script->link)) {
		pings.last = clock_mono();
		pings.sent++;
		SESSION_SAY(&script->session, VERB_PING, STR("ping"),
		    DECIMAL(pings.sent));
	}
	script_rest(script, waits ? WAIT_FOR_EVER : due);
}

int
cmd_ping(int argc, char *const *argv)
{
	static const struct option_row own[] = {
		{ 'c', .number = &pings.most, .least = 1, .most = SIZE_MAX },
		{ 0 },
	};
	struct script_options options;

	script_read_options(&options, &usage, own, argc, argv);
	if (optind < argc)
		option_misused(&usage, "unexpected argument");
	options.prints = true;
	script_begin(&pings.script, &options, NULL, cmd_ping_take_line);
	pings.script.read = true;
	while (!pings.script.over)
		cmd_ping_turn();
	/* As in ping(8), INT is the normal end. */
	if (pings.script.signal == SIGINT && pings.answered > 0)
		pings.script.signal = 0;
	return script_finish(&pings.script);
}
