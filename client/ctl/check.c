/*
 * forkcastctl check: prints one line and exits as monitoring systems expect of
 * a plugin: does the server run, does it answer, is there room for clients?
 */
#include <stdio.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/die.h"

enum verdict { OK, WARNING, CRITICAL, UNKNOWN = CTL_UNKNOWN };

static struct {
	uint64_t warning; /* percent of max_clients */
	uint64_t critical;
	uint64_t time; /* in seconds */
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

/* The troubles, worst first. */
static const struct {
	const char *key;
	enum verdict verdict;
	const char *words;
} troubles[] = {
	{ "trouble.silent", CRITICAL, "; no reply from the keeper" },
	{ "trouble.unreadable", CRITICAL, "; cannot read the accounts" },
	{ "trouble.unwritten", CRITICAL, "; cannot save the accounts" },
	{ "trouble.no_journal", CRITICAL, "; no reply from the journal" },
	{ "trouble.unrecorded", CRITICAL, "; cannot write the history" },
	{ "trouble.ahead", WARNING,
	    "; the clock is more than a day behind the last events" },
	{ "trouble.clock", WARNING, "; the clock has been set back" },
};

/* Prints "LABEL=VALUE;WARN;CRIT;MIN;MAX" and so on, as plugins do. */
static void
print_data(const struct server *server, uint64_t clients, uint64_t max)
{
	static const struct {
		const char *label, *key, *unit;
	} rows[] = {
		{ "groups", "groups", "" },
		{ "queue", "queue_bytes", "B" },
		{ "lines_in", "lines_received_total", "c" },
		{ "lines_out", "lines_sent_total", "c" },
		{ "crashed", "crashed_total", "c" },
		{ "refused", "refused_total", "c" },
	};

	(void)printf(" | clients=%llu;%llu;%llu;0;%llu",
	    (unsigned long long)clients,
	    (unsigned long long)(max * check.warning / 100),
	    (unsigned long long)(max * check.critical / 100),
	    (unsigned long long)max);
	for (size_t i = 0; i < COUNT(rows); i++)
		(void)printf(" %s=%llu%s", rows[i].label,
		    (unsigned long long)server_number(server, rows[i].key),
		    rows[i].unit);
	(void)printf("\n");
}

/* Judges a server by its figures. The worst trouble is told. */
static int
check_figures(const struct server *server)
{
	const uint64_t clients = server_number(server, "clients");
	const uint64_t max = server_number(server, "clients_max");
	const struct str state = server_text(server, "state");
	const uint64_t percent = clients * 100;
	const char *trouble = "";
	enum verdict verdict = OK;
	char text[512], clean[64];
	int status;

	if (percent >= max * check.warning || !str_eq(state, STR("running")))
		verdict = WARNING;
	for (size_t i = COUNT(troubles); i-- > 0;)
		if (server_number(server, troubles[i].key) > 0) {
			trouble = troubles[i].words;
			if (troubles[i].verdict > verdict)
				verdict = troubles[i].verdict;
		}
	if (percent >= max * check.critical)
		verdict = CRITICAL;
	(void)snprintf(text, sizeof(text), "%s, %llu%s%llu%s%s",
	    show_clean(clean, sizeof(clean), state),
	    (unsigned long long)clients,
	    clients > max ? " clients, limit " : " of ",
	    (unsigned long long)max, clients > max ? "" : " clients", trouble);
	status = check_say(verdict, text, "");
	print_data(server, clients, max);
	return status;
}

int
cmd_check(const struct choice *choice, const struct given *given)
{
	char why[SERVER_WHY] = "";
	struct choice chosen = *choice;
	struct server server;
	int found;

	if (given->wrong || !take_number(given->option['c'], &check.critical) ||
	    !take_number(given->option['t'], &check.time) ||
	    !take_number(given->option['w'], &check.warning)) {
		(void)snprintf(why, sizeof(why), "usage: forkcastctl check%s",
		    given->command->usage);
		return check_say(UNKNOWN, why, "\n");
	}
	chosen.time = check.time * SEC;
	found = server_find(&chosen, &server, why);
	if (found != EX_OK) /* several are a mistake in the command */
		return check_say(
		    found == EX_UNAVAILABLE ? CRITICAL : UNKNOWN, why, "\n");
	return check_figures(&server);
}
