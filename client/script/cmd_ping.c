/*
 * forkcast ping: the times of round trips to the server, reported like ping(8):
 * over the chat here, over UDP in ping_udp.c.
 */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "script/cmd.h"
#include "script/ping_udp.h"
#include "script/script.h"
#include "script/trips.h"
#include "session/standard.h"
#include "shared/die.h"

/* The maximum of -r. */
#define REPEATS_MOST 1000

static const struct usage usage = {
	"usage: forkcast ping [-huV] [-C COMMAND] [-c COUNT] [-i SECONDS] [-n NAME]\n"
	"       [-r NUMBER] [-s ADDRESS] [-t SECONDS]",
	"c:i:r:u" SCRIPT_OPTIONS,
	"Measure how long the server takes to reply.\n\n"
	"  -c COUNT       Send COUNT requests and exit.\n"
	"  -i SECONDS     Send a request every SECONDS; default: 1.\n"
	"  -r NUMBER      With -u, send a lost request again, up to NUMBER "
	"times.\n"
	"  -u             Ask the server's responder over UDP; -t defaults to "
	"1.\n" SCRIPT_HELP,
};

static struct {
	struct script script;
	struct trips trips;
	size_t most; /* 0: forever */
	usec interval;
	bool udp;
	usec wait; /* -t; 0: not given */
	size_t repeats; /* of a lost request */
} pings;

static void
cmd_ping_say(const char *text)
{
	if (printf("%s", text) < 0 || fflush(stdout) != 0)
		script_fail_output(&pings.script);
}

static void
cmd_ping_ask(void)
{
	pings.trips.last = clock_mono();
	pings.trips.sent++;
	SESSION_SAY(&pings.script.session, VERB_PING, STR("ping"),
	    DECIMAL(pings.trips.sent));
}

static void
cmd_ping_take_line(const struct command *line)
{
	const usec time = clock_mono() - pings.trips.last;
	char text[128];

	if (line->rule->verb != VERB_OK ||
	    pings.trips.answered == pings.trips.sent)
		return;
	trips_count(&pings.trips, time);
	(void)snprintf(text, sizeof(text),
	    "answer from %.64s: seq=%zu time=%.3f ms\n",
	    pings.script.options.server, pings.trips.answered, trips_ms(time));
	cmd_ping_say(text);
	if (pings.trips.answered == pings.most)
		script_end(&pings.script, EX_OK);
}

static void
summarise(void)
{
	char text[TRIPS_TEXT];

	trips_text(&pings.trips, pings.script.options.server, false,
	    clock_mono(), text);
	cmd_ping_say(text);
}

/*
 * Sends the next ping when it is due. It is due only once the last one is
 * answered.
 */
static void
cmd_ping_turn(void)
{
	const usec due =
	    pings.trips.sent == 0 ? 0 : pings.trips.last + pings.interval;
	const bool waits = pings.trips.answered < pings.trips.sent;
	struct script *script = &pings.script;
	struct command line;
	struct pollfd set[1];

	if (!waits && clock_mono() >= due && script->session.hears)
		cmd_ping_ask();
	script_wait(script, set, COUNT(set), waits ? WAIT_FOR_EVER : due);
	while (!script->over && script_take(script, &line))
		cmd_ping_take_line(&line);
}

static void
read_options(struct script_options *options, int argc, char *const *argv)
{
	static const struct script_option own[] = {
		{ 'c', .number = &pings.most, .most = SIZE_MAX },
		{ 'i', .time = &pings.interval },
		{ 'r', .number = &pings.repeats, .most = REPEATS_MOST },
		{ 't', .time = &pings.wait },
		{ 'u', .flag = &pings.udp },
		{ 0 },
	};

	pings.interval = SEC;
	script_read_options(options, &usage, own, argc, argv);
	if (pings.wait != 0)
		options->timeout = pings.wait;
	if (optind < argc)
		script_usage(options, "unexpected argument");
	if (pings.repeats > 0 && !pings.udp)
		script_usage(options, "-r requires -u");
}

static int
ping_responder(const struct script_options *options)
{
	const struct ping_udp wanted = { .address = options->server,
		.most = pings.most,
		.interval = pings.interval,
		.wait = pings.wait != 0 ? pings.wait : SEC,
		.repeats = pings.repeats };

	return ping_udp(&wanted);
}

static int
ping_chat(const struct script_options *options)
{
	static char *const none[] = { NULL };

	script_begin(&pings.script, options, none);
	pings.trips.begun = clock_mono();
	while (!pings.script.over)
		cmd_ping_turn();
	/* As in ping(8), INT is the normal end. */
	if (pings.script.signal == SIGINT && pings.trips.answered > 0)
		pings.script.signal = 0;
	summarise();
	return script_finish(&pings.script);
}

int
cmd_ping(int argc, char *const *argv)
{
	struct script_options options;

	read_options(&options, argc, argv);
	standard_need_output();
	return pings.udp ? ping_responder(&options) : ping_chat(&options);
}
