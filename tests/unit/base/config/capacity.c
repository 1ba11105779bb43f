/*
 * server/base/config/capacity: how many clients the limits on descriptors and
 * processes leave room for, and what is said where they are too few.
 */
#define _DEFAULT_SOURCE /* RLIMIT_NPROC */
#include "server/base/config/capacity.h"

#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "server/base/config/self.h"
#include "server/base/log/log.h"
#include "tests/lib/child.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

#define NOBODY 65534
#define WANTED 1000

/* The part of WANTED clients that the limits allow an ordinary user. */
static const struct row {
	const char *what;
	rlim_t fds;
	rlim_t processes;
	bool given; /* WANTED is no default */
	size_t clients; /* 0: refused */
	const char *why; /* if so */
} rows[] = {
	{ "both limits are high", 4096, RLIM_INFINITY, true, WANTED, NULL },
	{ "few descriptors", 312, RLIM_INFINITY, false, 100, NULL },
	{ "few descriptors for what was asked for", 312, RLIM_INFINITY, true, 0,
	    "cannot serve 1000 clients: the limit on descriptors allows 100: "
	    "raise ..." },
	{ "no descriptors", 110, RLIM_INFINITY, false, 0,
	    "cannot serve 1000 clients: the limit on descriptors allows 0: "
	    "raise ..." },
	{ "few processes", 4096, 66, false, 50, NULL },
	{ "few processes for what was asked for", 4096, 66, true, 0,
	    "cannot serve 1000 clients: the limit on processes allows 50: "
	    "raise ..." },
	{ "no processes", 4096, 16, false, 0,
	    "cannot serve 1000 clients: the limit on processes allows 0: "
	    "raise ..." },
	{ "few of both", 396, 66, false, 50, NULL },
	{ "few of both, and descriptors fewer", 192, 66, false, 40, NULL },
};

static struct {
	const struct row *row;
} test;

static bool
set_limit(int resource, rlim_t number)
{
	const struct rlimit limit = { number, number };
	struct rlimit now;

	/* The limit may not be raised, so check that there is none. */
	if (number == RLIM_INFINITY)
		return getrlimit(resource, &now) == 0 &&
		    (now.rlim_cur == RLIM_INFINITY ||
			now.rlim_cur > 2 * WANTED);
	return setrlimit(resource, &limit) == 0;
}

/* 0, or what is wrong. */
static int
finds_what_there_is(void)
{
	const struct config config = { .max_clients = WANTED,
		.max_clients_given = test.row->given };
	struct error why = { 0 };
	struct rlimit fds;
	size_t clients = 0;

	log_init();
	if ((geteuid() == 0 && setuid(NOBODY) != 0) ||
	    !self_find_user(&config, &why) ||
	    !set_limit(RLIMIT_NOFILE, test.row->fds) ||
	    !set_limit(RLIMIT_NPROC, test.row->processes))
		return 1;
	if (!capacity_find(&config, &clients, &why))
		return test.row->clients == 0 && why.code == EX_OSERR &&
			pattern_matches(test.row->why, str_from(why.text)) ?
		    0 :
		    2;
	if (clients != test.row->clients)
		return 3;
	/* Never more than are needed: two for each, and what is besides. */
	return getrlimit(RLIMIT_NOFILE, &fds) == 0 &&
		fds.rlim_cur >= 2 * clients &&
		fds.rlim_cur <= 2 * WANTED + 120 ?
	    0 :
	    4;
}

/* Root may be without the right to, as in a container. */
static int
raises_the_hard_limit(void)
{
	const struct config config = { .max_clients = WANTED };
	struct error why;
	size_t clients;

	log_init();
	if (!set_limit(RLIMIT_NOFILE, 200))
		return 1;
	if (!set_limit(RLIMIT_NOFILE, 201))
		return 0;
	return capacity_find(&config, &clients, &why) && clients == WANTED ? 0 :
									     2;
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		test.row = &rows[i];
		TAP_NUM(child_run(finds_what_there_is), 0, "%s", rows[i].what);
	}
	if (geteuid() == 0)
		TAP_NUM(child_run(raises_the_hard_limit), 0,
		    "root raises the hard limit");
	return tap_done();
}
