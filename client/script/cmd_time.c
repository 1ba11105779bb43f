/* forkcast time: the server's clock, and its difference from our own. */
#include <stdio.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/standard.h"
#include "shared/die.h"

static const struct usage usage = {
	"usage: forkcast time [-hV] [-C COMMAND] [-s ADDRESS] [-t SECONDS]",
	SCRIPT_OPTIONS,
	"Print the server's time, and how far its clock is ahead of this "
	"machine's.\n\n"
	"  -h, --help     Print this help and exit.\n" SCRIPT_HELP_NAMELESS,
};

/* Number of requests: the quickest answer is the most exact. */
#define ASKS 5

static struct {
	struct script script;
	usec asked; /* when the request was sent, by our clock; 0: none was */
	size_t answers;
	usec trip; /* of the best answer */
	double difference; /* server minus us, of the best; s */
	char date[64]; /* of the best answer */
} times;

static void
cmd_time_ask(void)
{
	times.asked = clock_wall();
	SESSION_SAY(&times.script.session, VERB_TIME, STR("time"));
}

/* Takes "ok time ID DATE" as the time at the middle of the round trip. */
static void
cmd_time_take_answer(const struct command *line)
{
	const usec now = clock_wall();
	const usec trip = now > times.asked ? now - times.asked : 0;
	struct str date = line->arg[1];
	uint64_t there;

	if (line->rule->verb == VERB_ERR) {
		script_fail(&times.script, EX_PROTOCOL,
		    "the server is too old: it has no command time");
		return;
	}
	if (line->rule->verb != VERB_OK || line->count < 2 ||
	    !str_to_number(str_word(&date), INT64_MAX, &there))
		return;
	if (times.answers++ == 0 || trip < times.trip) {
		times.trip = trip;
		times.difference =
		    ((double)there - (double)times.asked - (double)trip / 2) /
		    (double)SEC;
		(void)snprintf(times.date, sizeof(times.date), "%.*s",
		    (int)date.len, date.at);
	}
	times.asked = 0;
	if (times.answers == ASKS)
		script_end(&times.script, EX_OK);
}

static void
cmd_time_show(void)
{
	if (printf("%s %+.6f s +- %.6f s\n", times.date, times.difference,
		(double)times.trip / 2 / (double)SEC) < 0 ||
	    fflush(stdout) != 0)
		script_fail_output(&times.script);
}

int
cmd_time(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script *script = &times.script;
	struct script_options options;
	struct pollfd set[1];
	struct command line;

	script_read_options(&options, &usage, NULL, argc, argv);
	options.nameless = true;
	if (optind < argc)
		script_usage(&options, "unexpected argument");
	standard_need_output();
	script_begin(script, &options, none);
	while (!script->over) {
		if (times.asked == 0 && session_ready(&script->session))
			cmd_time_ask();
		script_wait(script, set, COUNT(set), WAIT_FOR_EVER);
		while (!script->over && script_take(script, &line))
			cmd_time_take_answer(&line);
	}
	if (times.answers == ASKS)
		cmd_time_show();
	return script_finish(script);
}
