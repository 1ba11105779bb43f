/* forkcast ping: the times of round trips to the server, as ping(8) has them.
 */
#include <signal.h>
#include <stdarg.h>
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
	usec begun, last; /* when the first and the last one were sent */
	usec least, greatest, sum; /* of the times */
} pings;

static double
ms(usec time)
{
	return (double)time / (double)MSEC;
}

/* Prints a row or more; all of it is short. */
static void __attribute__((format(printf, 1, 2))) print(const char *format, ...)
{
	char room[256];
	va_list values;

	va_start(values, format);
	const int len = vsnprintf(room, sizeof(room), format, values);
	va_end(values);
	if (len > 0)
		out_put(pings.script.out, str_from(room));
}

static void
cmd_ping_take_line(const struct command *line)
{
	const usec time = clock_mono() - pings.last;

	if (pings.script.session.answered != VERB_PING ||
	    line->rule->verb != VERB_OK)
		return;
	if (pings.answered++ == 0 || time < pings.least)
		pings.least = time;
	if (time > pings.greatest)
		pings.greatest = time;
	pings.sum += time;
	print("answer from %.64s: seq=%zu time=%.3f ms\n",
	    pings.script.options.link.address, pings.answered, ms(time));
	if (pings.answered == pings.most)
		script_end(&pings.script, EX_OK);
}

static void
summarise(void)
{
	const double time = ms(clock_mono() - pings.begun);

	print("--- %.64s ping statistics ---\n"
	      "%zu sent, %zu answered, time %.0f ms\n",
	    pings.script.options.link.address, pings.sent, pings.answered,
	    time);
	if (pings.answered > 0)
		print("rtt min/avg/max = %.3f/%.3f/%.3f ms\n", ms(pings.least),
		    ms(pings.sum) / (double)pings.answered, ms(pings.greatest));
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
	pings.begun = clock_mono();
	while (!pings.script.over)
		cmd_ping_turn();
	/* As in ping(8), INT is the normal end. */
	if (pings.script.signal == SIGINT && pings.answered > 0)
		pings.script.signal = 0;
	summarise();
	return script_finish(&pings.script);
}
