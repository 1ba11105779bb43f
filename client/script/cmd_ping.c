/* forkcast ping: the times of round trips to the server, as ping(8) has them.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/script.h"
#include "session/option.h"
#include "session/standard.h"
#include "shared/die.h"

#define USAGE                                                          \
	"usage: forkcast ping [-h] [-c COUNT] [-i SECONDS] [-n NAME] " \
	"[-s ADDRESS] [-t SECONDS]"

static struct {
	struct script script;
	size_t most; /* 0: for ever */
	usec interval;
	size_t sent;
	size_t answered;
	usec begun;
	usec last; /* when the last one was sent */
	usec least;
	usec greatest;
	double sum; /* of the times, ms */
	double squares;
} pings;

static double
ms(usec time)
{
	return (double)time / (double)MSEC;
}

/* The square root, by Newton's way: libm would be one library more. */
static double
root(double square)
{
	double guess = square > 1 ? square : 1;

	if (square <= 0)
		return 0;
	for (size_t i = 0; i < 100; i++)
		guess = (guess + square / guess) / 2;
	return guess;
}

static void
say(const char *text)
{
	if (printf("%s", text) < 0 || fflush(stdout) != 0)
		script_fail_output(&pings.script);
}

static void
ask(void)
{
	char token[STR_DIGITS];

	pings.last = clock_mono();
	pings.sent++;
	SESSION_SAY(&pings.script.session, VERB_PING, STR("ping"),
	    str_number(pings.sent, token));
}

static void
count(usec time)
{
	if (pings.answered == 0 || time < pings.least)
		pings.least = time;
	if (time > pings.greatest)
		pings.greatest = time;
	pings.sum += ms(time);
	pings.squares += ms(time) * ms(time);
	pings.answered++;
}

static void
take_line(const struct command *line)
{
	const usec time = clock_mono() - pings.last;
	char text[128];

	if (line->rule->verb != VERB_OK || pings.answered == pings.sent)
		return;
	count(time);
	(void)snprintf(text, sizeof(text),
	    "answer from %.64s: seq=%zu time=%.3f ms\n",
	    pings.script.options.server, pings.answered, ms(time));
	say(text);
	if (pings.answered == pings.most)
		script_end(&pings.script, EX_OK);
}

static void
summarise(void)
{
	const double n = (double)pings.answered;
	const double mean = n > 0 ? pings.sum / n : 0;
	const double square = n > 0 ? pings.squares / n - mean * mean : 0;
	char text[512];

	(void)snprintf(text, sizeof(text),
	    "--- %.64s ping statistics ---\n"
	    "%zu sent, %zu answered, time %.0f ms\n",
	    pings.script.options.server, pings.sent, pings.answered,
	    ms(clock_mono() - pings.begun));
	say(text);
	if (pings.answered == 0)
		return;
	(void)snprintf(text, sizeof(text),
	    "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f ms\n", ms(pings.least),
	    mean, ms(pings.greatest), root(square));
	say(text);
}

/* One at a time: the next is due when the last one has its answer. */
static void
turn(void)
{
	const usec due = pings.sent == 0 ? 0 : pings.last + pings.interval;
	const bool waits = pings.answered < pings.sent;
	struct script *script = &pings.script;
	struct command line;
	struct pollfd set[1];

	if (!waits && clock_mono() >= due)
		ask();
	script_wait(script, set, COUNT(set), waits ? WAIT_FOR_EVER : due);
	while (!script->over && script_take(script, &line))
		take_line(&line);
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	int letter;

	script_options(options, USAGE);
	pings.interval = SEC;
	while ((letter = getopt(argc, argv, "c:i:" SCRIPT_OPTIONS)) != -1) {
		switch (letter) {
		case 'c':
			pings.most = option_number('c', optarg, SIZE_MAX);
			break;
		case 'i':
			pings.interval = option_time('i', optarg);
			break;
		default:
			script_option(options, letter);
		}
	}
	if (optind < argc)
		script_usage(options, "a group is not wanted");
}

int
cmd_ping(int argc, char *const *argv)
{
	static char *const none[] = { NULL };
	struct script_options options;

	read_options(&options, argc, argv);
	standard_need_output();
	script_begin(&pings.script, &options, none);
	pings.begun = clock_mono();
	while (!pings.script.over)
		turn();
	/* To be stopped by INT is how it ends, as ping(8). */
	if (pings.script.signal == SIGINT && pings.answered > 0)
		pings.script.signal = 0;
	summarise();
	return script_finish(&pings.script);
}
