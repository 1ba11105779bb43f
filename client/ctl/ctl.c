/* What the commands have in common: see ctl.h. */
#include "ctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/die.h"

void
ctl_usage(const char *usage)
{
	(void)fprintf(stderr, "%s\n", usage); /* if that fails, well */
	exit(EX_USAGE);
}

void
ctl_no_more(int argc, const char *usage)
{
	if (optind < argc)
		ctl_usage(usage);
}

/* What was found on the way. */
struct search {
	size_t living; /* that fit */
	size_t dead;
	uint64_t pid; /* of the one to take */
	usec beat; /* of that, if it is dead */
	char trouble[CTL_WHY]; /* with one that could not be read */
};

static bool
fits(const struct choice *choice, const struct score_pulse *pulse)
{
	const struct str address =
	    score_text(pulse->address, sizeof(pulse->address));

	return choice->address == NULL ||
	    str_eq(address, str_from(choice->address));
}

static void
consider(struct search *search, const struct choice *choice, uint64_t pid)
{
	struct view view;
	struct score_pulse pulse;
	const char *wrong = view_open(&view, pid);

	if (wrong != NULL) {
		(void)snprintf(search->trouble, sizeof(search->trouble),
		    "the scoreboard of server %llu %s", (unsigned long long)pid,
		    wrong);
		return;
	}
	view_pulse(&view, &pulse);
	if (fits(choice, &pulse) && view_is_alive(&view)) {
		search->living++;
		search->pid = pid;
	} else if (fits(choice, &pulse)) {
		search->dead++;
		if (search->living == 0 && pulse.beat >= search->beat) {
			search->pid = pid;
			search->beat = pulse.beat;
		}
	}
	view_close(&view);
}

static void
explain(const struct search *search, char why[CTL_WHY])
{
	if (search->living > 1)
		(void)snprintf(why, CTL_WHY,
		    "there are %zu servers; say which: -p PID or -s ADDRESS "
		    "(see forkcastctl status)",
		    search->living);
	else if (search->trouble[0] != '\0')
		(void)snprintf(why, CTL_WHY, "%s", search->trouble);
	else
		(void)snprintf(why, CTL_WHY,
		    "there is no such server here; is forkcastd running, with "
		    "\"board yes\"?");
}

enum found
ctl_find(const struct choice *choice, struct view *view, char why[CTL_WHY])
{
	uint64_t pids[CTL_SERVERS];
	const size_t count = view_list(pids, CTL_SERVERS);
	struct search search = { 0 };
	const char *wrong;

	for (size_t i = 0; i < count; i++)
		if (choice->pid == 0 || choice->pid == pids[i])
			consider(&search, choice, pids[i]);
	if (search.living > 1 || search.living + search.dead == 0) {
		explain(&search, why);
		return search.living > 1      ? FOUND_MANY :
		    search.trouble[0] != '\0' ? FOUND_BAD :
						FOUND_NONE;
	}
	wrong = view_open(view, search.pid);
	if (wrong != NULL)
		(void)snprintf(why, CTL_WHY, "the scoreboard of server %llu %s",
		    (unsigned long long)search.pid, wrong);
	return wrong == NULL ? FOUND : FOUND_BAD;
}

void
ctl_choose(const struct choice *choice, struct view *view)
{
	char why[CTL_WHY];

	switch (ctl_find(choice, view, why)) {
	case FOUND:
		return;
	case FOUND_BAD:
		die(EX_DATAERR, "%s", why);
	case FOUND_NONE:
	case FOUND_MANY:
		die(EX_UNAVAILABLE, "%s", why);
	}
}
