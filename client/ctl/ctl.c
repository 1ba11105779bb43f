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

bool
ctl_is_meant(const struct choice *choice, const struct board *board)
{
	return choice->pid != 0 ? choice->pid == board->pid : board->trusted;
}

bool
ctl_is_address(const struct choice *choice, const struct score_pulse *pulse)
{
	const struct str address =
	    score_text(pulse->address, sizeof(pulse->address));

	return choice->address == NULL ||
	    str_eq(address, str_from(choice->address));
}

void
ctl_complain(const struct board *board, const char *wrong)
{
	complain("the scoreboard of server %llu %s",
	    (unsigned long long)board->pid, wrong);
}

/* Of so many it is said which they are. */
#define NAMED 8

/* What was found on the way. */
struct search {
	const struct choice *choice;
	size_t living; /* that fit */
	uint64_t named[NAMED]; /* the first of those */
	size_t dead;
	size_t others; /* that nobody has asked for */
	const struct board *best; /* the one to take; null: none yet */
	usec beat; /* of that, if it is dead */
	char trouble[CTL_WHY]; /* with one that could not be read */
};

/* A process is one server, whatever scoreboards it has. */
static void
take_living(struct search *search, const struct board *board)
{
	for (size_t i = 0; i < search->living && i < NAMED; i++)
		if (search->named[i] == board->pid)
			return;
	if (search->living < NAMED)
		search->named[search->living] = board->pid;
	if (search->living++ == 0)
		search->best = board;
}

static void
take_dead(struct search *search, const struct board *board, usec beat)
{
	search->dead++;
	if (search->living > 0 || (search->best != NULL && beat < search->beat))
		return;
	search->best = board;
	search->beat = beat;
}

static void
note_trouble(
    struct search *search, const struct board *board, const char *wrong)
{
	(void)snprintf(search->trouble, sizeof(search->trouble),
	    "the scoreboard of server %llu %s", (unsigned long long)board->pid,
	    wrong);
}

static void
consider(struct search *search, const struct boards *boards,
    const struct board *board)
{
	struct view view;
	struct score_pulse pulse;
	const char *wrong = view_open(&view, boards, board);

	if (wrong != NULL) {
		note_trouble(search, board, wrong);
		return;
	}
	view_pulse(&view, &pulse);
	if (!ctl_is_address(search->choice, &pulse)) {
		view_close(&view);
		return;
	}
	if (view_is_alive(&view))
		take_living(search, board);
	else
		take_dead(search, board, pulse.beat);
	view_close(&view);
}

/* "4711, 4712": as many as are named. */
static void
name_them(const struct search *search, char *to, size_t size)
{
	size_t used = 0;

	to[0] = '\0';
	for (size_t i = 0; i < search->living && i < NAMED; i++)
		used += (size_t)snprintf(to + used, size - used, "%s%llu",
		    i > 0 ? ", " : "",
		    (unsigned long long)search->named[i]); /* fits */
}

static enum found
explain_many(const struct search *search, char why[CTL_WHY])
{
	char pids[NAMED * (STR_DIGITS + 2) + 1];

	name_them(search, pids, sizeof(pids));
	if (search->choice->address != NULL)
		(void)snprintf(why, CTL_WHY,
		    "there are %zu servers at that address: %s%s; say which: "
		    "-p PID",
		    search->living, pids, search->living > NAMED ? "..." : "");
	else
		(void)snprintf(why, CTL_WHY,
		    "there are %zu servers; say which: -p PID or -s ADDRESS "
		    "(see forkcastctl status)",
		    search->living);
	return FOUND_MANY;
}

static enum found
explain_none(const struct search *search, char why[CTL_WHY])
{
	if (search->trouble[0] != '\0') {
		(void)snprintf(why, CTL_WHY, "%s", search->trouble);
		return FOUND_BAD;
	}
	if (search->others > 0)
		(void)snprintf(why, CTL_WHY,
		    "there is no server of root's, yours, or one that root has "
		    "started; those of other users are taken by -p PID only "
		    "(see forkcastctl status)");
	else
		(void)snprintf(why, CTL_WHY, "%s", CTL_NONE);
	return FOUND_NONE;
}

static enum found
open_best(const struct search *search, const struct boards *boards,
    struct view *view, char why[CTL_WHY])
{
	const char *wrong = view_open(view, boards, search->best);

	if (wrong == NULL)
		return FOUND;
	(void)snprintf(why, CTL_WHY, "the scoreboard of server %llu %s",
	    (unsigned long long)search->best->pid, wrong);
	return FOUND_BAD;
}

enum found
ctl_find(const struct choice *choice, struct view *view, char why[CTL_WHY])
{
	struct search search = { .choice = choice };
	struct boards boards;
	enum found found;

	boards_read(&boards, choice->directory);
	for (size_t i = 0; i < boards.count; i++)
		if (ctl_is_meant(choice, &boards.at[i]))
			consider(&search, &boards, &boards.at[i]);
		else if (choice->pid == 0)
			search.others++;
	if (search.living > 1)
		found = explain_many(&search, why);
	else if (search.best == NULL)
		found = explain_none(&search, why);
	else
		found = open_best(&search, &boards, view, why);
	boards_free(&boards);
	return found;
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
