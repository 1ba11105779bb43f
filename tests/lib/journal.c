/* The journal of a server under test: see journal.h. */
#include "journal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "deadline.h"
#include "must.h"
#include "proc.h"

#define CHILDREN 64

const char *
journal_config(void)
{
	static char text[3 * SCRATCH_PATH];

	(void)snprintf(
	    text, sizeof(text), "%shistory all\n", keeper_config()); /* fits */
	return text;
}

/* Returns a journal other than the old one; 0 if there is none. */
static pid_t
look(const struct server *server, pid_t old)
{
	pid_t children[CHILDREN];
	const size_t count = proc_children(server->pid, children, CHILDREN);
	char title[64];

	for (size_t i = 0; i < count && i < CHILDREN; i++) {
		proc_title(children[i], title, sizeof(title));
		if (children[i] != old &&
		    strcmp(title, "forkcastd: journal") == 0)
			return children[i];
	}
	return 0;
}

pid_t
journal_expect_other_at(
    const char *where, const struct server *server, pid_t old)
{
	const usec end = deadline();
	pid_t found;

	while ((found = look(server, old)) == 0)
		if (!deadline_pause(end))
			must_end(where, "there is no journal");
	return found;
}

pid_t
journal_find_at(const char *where, const struct server *server)
{
	return journal_expect_other_at(where, server, 0);
}

void
journal_signal(const struct server *server, int signal)
{
	MUST(
	    signal > 0 && kill(journal_find(server), signal) == 0, "no signal");
}
