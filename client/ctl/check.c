/*
 * forkcastctl check: prints one line and exits as monitoring systems expect of
 * a plugin: does the server run, does it answer, is there room for clients?
 */
#include <errno.h>
#include <stdio.h>

#include "ctl/ctl.h"
#include "shared/die.h"

/* The most rounds that Cyrus SASL takes, which Pidgin and Finch use. */
#define ROUNDS_MOST 65536

/* How often a server is asked that ends the connection. */
#define TRIES 10

enum verdict { OK, WARNING, CRITICAL, UNKNOWN = CTL_UNKNOWN };

static struct {
	uint64_t warning; /* percent of max_clients */
	uint64_t critical;
	uint64_t time; /* in seconds */
	bool answered;
	char slow[96]; /* names an account with more rounds */
} check = { .warning = 80, .critical = 95, .time = 5 };

/* Begins the line; what follows ends it. */
static int
check_say(enum verdict verdict, const char *what, const char *end)
{
	static const char *const words[] = { [OK] = "OK",
		[WARNING] = "WARNING",
		[CRITICAL] = "CRITICAL",
		[UNKNOWN] = "UNKNOWN" };

	(void)printf("FORKCAST %s - %s%s", words[verdict], what, end);
	return (int)verdict;
}

/* Takes the value of an option, if it is given. Returns false if it is wrong.
 */
static bool
take_number(const char *text, uint64_t *number)
{
	return text == NULL || str_to_number(str_from(text), 86400, number);
}

static void
check_take(struct str line)
{
	check.answered = str_eq(line, STR("ok ping"));
}

/* Takes "- NAME DATE ROUNDS". */
static void
take_account(struct str line)
{
	struct str name;
	uint64_t rounds;

	(void)str_word(&line);
	name = str_word(&line);
	(void)str_word(&line);
	if (!str_to_number(line, UINT64_MAX, &rounds) || rounds <= ROUNDS_MOST)
		return;
	(void)snprintf(check.slow, sizeof(check.slow),
	    "; more hash_rounds than Pidgin takes: %.*s%s", (int)name.len,
	    name.at, check.slow[0] != '\0' ? " ..." : "");
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
};

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

/*
 * Judges a server by its scoreboard; why: it could not be asked. The worst
 * trouble is told.
 */
static int
check_board(const struct server *server, const char *why)
{
	struct score_pulse pulse;
	char text[2 * SERVER_WHY];
	enum verdict verdict = OK;
	const char *trouble = "";
	uint64_t percent;
	int status;

	server_pulse(server, &pulse);
	percent = pulse.clients * 100;
	if (percent >= pulse.clients_max * check.warning ||
	    pulse.state != SCORE_RUNNING)
		verdict = WARNING;
	for (size_t i = COUNT(troubles); i-- > 0;)
		if ((pulse.trouble & troubles[i].which) != 0) {
			trouble = troubles[i].words;
			if (troubles[i].verdict > verdict)
				verdict = troubles[i].verdict;
		}
	if (percent >= pulse.clients_max * check.critical)
		verdict = CRITICAL;
	(void)snprintf(text, sizeof(text), "%s, %llu%s%llu%s%s%s%s%s",
	    server_state(server, &pulse), (unsigned long long)pulse.clients,
	    pulse.clients > pulse.clients_max ? " clients, limit " : " of ",
	    (unsigned long long)pulse.clients_max,
	    pulse.clients > pulse.clients_max ? "" : " clients", trouble,
	    check.slow, why[0] != '\0' ? "; not asked: " : "", why);
	status = check_say(verdict, text, "");
	print_data(&pulse);
	return status;
}

/*
 * Returns whether the server answers a ping; false with why and errno. An
 * upgrade ends the connection: then it is asked again.
 */
static bool
is_answered(const struct server *server, char why[SERVER_WHY])
{
	const struct request ping = { .line = "ping",
		.time = check.time * SEC,
		.at_once = true,
		.take = check_take };
	bool good = false;

	for (int i = 0; !good && i < TRIES; i++) {
		good = ask(server, &ping, why);
		if (!good && errno != ECONNRESET && errno != EPIPE)
			return false;
	}
	if (good && !check.answered)
		(void)snprintf(why, SERVER_WHY, "invalid reply");
	return good && check.answered;
}

int
cmd_check(const struct choice *choice, const struct given *given)
{
	char why[SERVER_WHY] = "";
	struct server server;
	int found;

	if (given->wrong || !take_number(given->option['c'], &check.critical) ||
	    !take_number(given->option['t'], &check.time) ||
	    !take_number(given->option['w'], &check.warning)) {
		(void)snprintf(why, sizeof(why), "usage: forkcastctl check%s",
		    given->command->usage);
		return check_say(UNKNOWN, why, "\n");
	}
	found = server_find(choice, &server, why);
	if (found != EX_OK) /* several are a mistake in the command */
		return check_say(
		    found == EX_UNAVAILABLE ? CRITICAL : UNKNOWN, why, "\n");
	/* One that is stopped could not answer. */
	if (server_process(server.pid, 0) == 'T') {
		(void)snprintf(why, sizeof(why), "server %llu is stopped",
		    (unsigned long long)server.pid);
		found = check_say(CRITICAL, why, "\n");
	} else if (is_answered(&server, why)) {
		(void)ask(&server, /* or they are not told */
		    &(struct request) {
			"accounts list", check.time * SEC, true, take_account },
		    why);
		found = server.board == NULL ?
		    check_say(
			OK, "the server replies, and has no scoreboard", "\n") :
		    check_board(&server, "");
	} else if (server.board != NULL && errno == EACCES) {
		found = check_board(&server, why); /* not everybody may ask */
	} else {
		found = check_say(CRITICAL, why, "\n");
	}
	server_close(&server);
	return found;
}
