/*
 * forkcastctl check: prints one line and exits as monitoring systems expect of
 * a plugin: does the server run, does it answer, is there room for clients?
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ctl/ask.h"
#include "ctl/ctl.h"
#include "ctl/ping_server.h"
#include "ctl/status.h"
#include "ctl/text.h"

#define USAGE "usage: forkcastctl check [-c PERCENT] [-t SECONDS] [-w PERCENT]"

enum verdict { OK, WARNING, CRITICAL, UNKNOWN = CTL_UNKNOWN };

static struct {
	uint64_t warning; /* percent of max_clients */
	uint64_t critical;
	uint64_t time; /* in seconds */
	bool answered;
} check = { .warning = 80, .critical = 95, .time = 5 };

static int
check_say(enum verdict verdict, const char *what)
{
	static const char *const words[] = { [OK] = "OK",
		[WARNING] = "WARNING",
		[CRITICAL] = "CRITICAL",
		[UNKNOWN] = "UNKNOWN" };

	(void)printf("FORKCAST %s - %s", words[verdict], what);
	return (int)verdict;
}

static uint64_t
number(const char *text)
{
	uint64_t value;

	if (!str_to_number(str_from(text), 86400, &value)) {
		(void)check_say(UNKNOWN, "not a number; " USAGE "\n");
		exit(UNKNOWN);
	}
	return value;
}

static void
take_options(int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, "c:t:w:")) != -1) {
		switch (letter) {
		case 'c':
			check.critical = number(optarg);
			break;
		case 't':
			check.time = number(optarg);
			break;
		case 'w':
			check.warning = number(optarg);
			break;
		default:
			(void)check_say(UNKNOWN, USAGE "\n");
			exit(UNKNOWN);
		}
	}
}

static void
check_take(struct str line)
{
	check.answered = str_eq(line, STR("ok ping"));
}

/* The troubles, worst first. */
static const struct {
	uint64_t which;
	enum verdict verdict;
	const char *words;
} troubles[] = {
	{ SCORE_SILENT, CRITICAL, "; no reply from the keeper" },
	{ SCORE_UNREADABLE, CRITICAL, "; cannot read the accounts" },
	{ SCORE_UNWRITTEN, CRITICAL, "; cannot save the accounts" },
	{ SCORE_NO_JOURNAL, CRITICAL, "; no reply from the journal" },
	{ SCORE_UNRECORDED, CRITICAL, "; cannot write the history" },
	{ SCORE_AHEAD, WARNING,
	    "; the clock is more than a day behind the last events" },
	{ SCORE_CLOCK, WARNING, "; the clock has been set back" },
	{ SCORE_DELAYED, WARNING,
	    "; the clock has jumped ahead, so no history expires for a day" },
};

/* Returns the row of the worst trouble, or COUNT(troubles). */
static size_t
worst_trouble(const struct score_pulse *pulse)
{
	size_t row = 0;

	while (row < COUNT(troubles) &&
	    (pulse->trouble & troubles[row].which) == 0)
		row++;
	return row;
}

static enum verdict
worse(enum verdict one, enum verdict other)
{
	return one > other ? one : other;
}

static enum verdict
judge_room(const struct score_pulse *pulse)
{
	const uint64_t clients = pulse->clients * 100;

	if (clients >= pulse->clients_max * check.critical ||
	    pulse->unsaved > 0 || (pulse->trouble & SCORE_UNBANNED) != 0)
		return CRITICAL;
	if (clients >= pulse->clients_max * check.warning)
		return WARNING;
	return pulse->state == SCORE_RUNNING ? OK : WARNING;
}

static enum verdict
check_judge(const struct score_pulse *pulse)
{
	const size_t row = worst_trouble(pulse);
	const enum verdict room = judge_room(pulse);

	return row < COUNT(troubles) ? worse(room, troubles[row].verdict) :
				       room;
}

/* Prints "LABEL=VALUE;WARN;CRIT;MIN;MAX" and so on, as plugins do. */
static void
print_data(const struct score_pulse *pulse)
{
	const uint64_t max = pulse->clients_max;

	(void)printf(" | clients=%llu;%llu;%llu;0;%llu groups=%llu "
		     "queue=%lluB lines_in=%lluc lines_out=%lluc crashed=%lluc "
		     "refused=%lluc\n",
	    (unsigned long long)pulse->clients,
	    (unsigned long long)(max * check.warning / 100),
	    (unsigned long long)(max * check.critical / 100),
	    (unsigned long long)max, (unsigned long long)pulse->groups,
	    (unsigned long long)pulse->waiting,
	    (unsigned long long)pulse->count[SCORE_LINES_IN],
	    (unsigned long long)pulse->count[SCORE_LINES_OUT],
	    (unsigned long long)pulse->count[SCORE_CRASHED],
	    (unsigned long long)pulse->count[SCORE_REFUSED]);
}

static int
check_fail(const char *why)
{
	const int status = check_say(CRITICAL, why);

	(void)printf("\n");
	return status;
}

/* Asks over the control socket, or as a client if we may not use that. */
static enum ping_server
ask_it(
    const struct view *view, const struct score_pulse *pulse, char why[ASK_WHY])
{
	const struct question ping = { .line = "ping",
		.time = check.time * SEC,
		.at_once = true,
		.take = check_take };

	why[0] = '\0';
	if (view->control[0] != '\0') {
		if (ask(view, &ping, why) && check.answered)
			return PING_ANSWERED;
		if (why[0] != '\0' && errno != EACCES)
			return PING_SILENT;
	}
	return ping_server(view, pulse, check.time * SEC, why);
}

/* Returns what the server could not save, or "". */
static const char *
say_unsaved(const struct score_pulse *pulse, char room[64])
{
	const bool bans = (pulse->trouble & SCORE_UNBANNED) != 0;

	(void)snprintf(room, 64, "%s", bans ? "; bans not saved" : "");
	if (pulse->unsaved > 0)
		(void)snprintf(room, 64, "; modes of %llu group%s%s not saved",
		    (unsigned long long)pulse->unsaved,
		    pulse->unsaved == 1 ? "" : "s",
		    bans ? ", and bans," : ""); /* fits */
	return room;
}

static int
check_living(const struct view *view)
{
	struct score_pulse pulse;
	char why[ASK_WHY], text[2 * ASK_WHY], unsaved[64];
	enum ping_server answer;
	size_t row;
	int status;

	view_pulse(view, &pulse);
	answer = ask_it(view, &pulse, why);
	if (answer == PING_SILENT)
		return check_fail(why);
	view_pulse(view, &pulse);
	row = worst_trouble(&pulse);
	(void)snprintf(text, sizeof(text),
	    pulse.clients > pulse.clients_max ?
		"%s, %llu clients, limit %llu%s%s%s%s" :
		"%s, %llu of %llu clients%s%s%s%s",
	    status_word(view, &pulse), (unsigned long long)pulse.clients,
	    (unsigned long long)pulse.clients_max,
	    row < COUNT(troubles) ? troubles[row].words : "",
	    say_unsaved(&pulse, unsaved),
	    answer == PING_UNKNOWN ? "; not asked: " : "",
	    answer == PING_UNKNOWN ? why : "");
	status = check_say(check_judge(&pulse), text);
	print_data(&pulse);
	return status;
}

/* Checks a server without a scoreboard: only whether it answers. */
static int
check_boardless(const struct view *view)
{
	const struct question ping = { .line = "ping",
		.time = check.time * SEC,
		.at_once = true,
		.take = check_take };
	char why[ASK_WHY];

	if (!ask(view, &ping, why) || !check.answered)
		return check_fail(why[0] != '\0' ? why : "invalid reply");
	(void)check_say(OK, "the server replies, and has no scoreboard\n");
	return OK;
}

int
check_no_socket(const char *path)
{
	char text[SCORE_PATH + 128];

	(void)snprintf(text, sizeof(text), "control socket %.*s: %s",
	    SCORE_PATH, path, strerror(errno));
	return check_fail(text);
}

static int
check_dead(const struct view *view)
{
	char text[128], died[TEXT_SHORT];
	struct score_pulse pulse;

	view_pulse(view, &pulse);
	(void)snprintf(text, sizeof(text),
	    "server %llu has died; last sign of life %s, with %llu clients\n",
	    (unsigned long long)view->pid, text_time(died, pulse.beat),
	    (unsigned long long)pulse.clients);
	return check_say(CRITICAL, text);
}

/*
 * Checks a server. Does not ask one that is stopped, for it could not answer.
 */
static int
check_one(const struct view *view)
{
	char text[64];

	if (view->fd != -1 && !view_is_alive(view))
		return check_dead(view);
	if (!view_is_stopped(view))
		return view->fd == -1 ? check_boardless(view) :
					check_living(view);
	(void)snprintf(text, sizeof(text), "server %llu is stopped",
	    (unsigned long long)view->pid);
	return check_fail(text);
}

int
cmd_check(const struct choice *choice, int argc, char **argv)
{
	char why[CTL_WHY], text[CTL_WHY + 2];
	struct view view;
	enum found found;
	int status;

	take_options(argc, argv);
	if (optind < argc)
		return check_say(UNKNOWN, USAGE "\n");
	found = ctl_find_to_check(choice, &view, why);
	if (found != FOUND) {
		/*
		 * No server is a failure of the server; several are a mistake
		 * in the command.
		 */
		(void)snprintf(text, sizeof(text), "%s\n", why);
		return check_say(
		    found == FOUND_NONE ? CRITICAL : UNKNOWN, text);
	}
	status = check_one(&view);
	view_close(&view);
	return status;
}
