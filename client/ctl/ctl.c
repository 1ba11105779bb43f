/* Common parts of the commands: see ctl.h. */
#include "ctl/ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/sockets.h"
#include "ctl/text.h"
#include "shared/die.h"

void
ctl_usage(const char *usage)
{
	(void)fprintf(stderr, "%s\n", usage); /* nothing to do if this fails */
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
	return (choice->pid == 0 || choice->pid == board->pid) &&
	    (choice->owner == NULL || *choice->owner == board->owner);
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
ctl_boards(const struct choice *choice, struct boards *boards)
{
	boards_read(boards, choice->directory, choice->owner);
}

void
ctl_complain(const struct board *board, const char *wrong)
{
	complain("the scoreboard of server %llu %s",
	    (unsigned long long)board->pid, wrong);
}

/* The maximum number of servers listed in an error message. */
#define NAMED 8

/* The state of a search for the chosen server. */
struct search {
	const struct choice *choice;
	size_t living; /* living servers that match */
	uint64_t named[NAMED]; /* the first of them */
	size_t dead;
	const struct board *best; /* the board to use; null: none yet */
	usec beat; /* its last heartbeat, if its server is dead */
	char trouble[CTL_WHY]; /* the last error of an unreadable board */
};

/*
 * Counts a living server. One process is one server, however many boards it
 * has.
 */
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

	if (wrong == view_gone)
		return;
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

/* Writes the listed process IDs: "4711, 4712". */
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
		    "%zu servers at that address: %s%s; choose one with -p "
		    "PID",
		    search->living, pids, search->living > NAMED ? "..." : "");
	else
		(void)snprintf(why, CTL_WHY,
		    "%zu servers are running; choose one with -p PID or -s "
		    "ADDRESS (see forkcastctl status)",
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

	ctl_boards(choice, &boards);
	for (size_t i = 0; i < boards.count; i++)
		if (ctl_is_meant(choice, &boards.at[i]))
			consider(&search, &boards, &boards.at[i]);
	if (search.living > 1)
		found = explain_many(&search, why);
	else if (search.best == NULL)
		found = explain_none(&search, why);
	else
		found = open_best(&search, &boards, view, why);
	boards_free(&boards);
	return found;
}

static _Noreturn void
ctl_end(enum found found, const char *why)
{
	die(found == FOUND_BAD ? EX_DATAERR : EX_UNAVAILABLE, "%s", why);
}

void
ctl_choose(const struct choice *choice, struct view *view)
{
	char why[CTL_WHY];
	const enum found found = ctl_find(choice, view, why);

	if (found != FOUND)
		ctl_end(found, why);
}

static enum found
find_named(const struct choice *choice, struct view *view, char why[CTL_WHY])
{
	char path[SCORE_PATH + 1];

	if (sockets_named(view, choice->control))
		return FOUND;
	(void)snprintf(why, CTL_WHY, "control socket %s: %s",
	    text_clean(path, sizeof(path), str_from(choice->control)),
	    strerror(errno));
	return FOUND_NONE;
}

/*
 * Finds the board of a named control socket's server: only the socket's owner
 * can have made it.
 */
static enum found
find_named_board(const struct view *named, struct view *view, char why[CTL_WHY])
{
	const struct choice choice = { .pid = named->pid,
		.owner = &named->owner };
	const enum found found = ctl_find(&choice, view, why);

	if (found == FOUND && view_is_alive(view)) {
		memcpy(view->control, named->control, sizeof(view->control));
		return FOUND;
	}
	if (found == FOUND)
		view_close(view); /* of a dead server with that process ID */
	return found == FOUND_BAD ? FOUND_BAD : FOUND_NONE;
}

enum found
ctl_find_to_ask(
    const struct choice *choice, struct view *view, char why[CTL_WHY])
{
	return choice->control != NULL ? find_named(choice, view, why) :
					 ctl_find(choice, view, why);
}

enum found
ctl_find_to_check(
    const struct choice *choice, struct view *view, char why[CTL_WHY])
{
	struct view named;
	enum found found;

	if (choice->control == NULL)
		return ctl_find_to_ask(choice, view, why);
	found = find_named(choice, &named, why);
	if (found != FOUND)
		return found;
	found = find_named_board(&named, view, why);
	if (found != FOUND_NONE)
		return found;
	*view = named;
	return FOUND;
}

void
ctl_choose_to_ask(const struct choice *choice, struct view *view)
{
	char why[CTL_WHY];
	const enum found found = ctl_find_to_ask(choice, view, why);

	if (found != FOUND)
		ctl_end(found, why);
	if (view->fd != -1 && !view_is_alive(view))
		die(EX_UNAVAILABLE, "server %llu has died",
		    (unsigned long long)view->pid);
}
