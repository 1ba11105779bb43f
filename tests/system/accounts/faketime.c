/*
 * A library such as libfaketime, which asks for the time inside unrelated calls
 * of libc, ends no child: the keeper keeps its file although one call reports
 * other times for it than another.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

#define LIBRARY "tests/servers/meddling/meddling.so"

static void
preload(void)
{
	const char *build = getenv("FORKCAST_BUILD");
	char relative[PATH_MAX], path[PATH_MAX];

	(void)snprintf(relative, sizeof(relative), "%s/" LIBRARY,
	    build != NULL ? build : "build");
	MUST(realpath(relative, path) != NULL, "no %s", relative);
	MUST(setenv("LD_PRELOAD", path, 1) == 0, "out of memory");
}

/* Two changes: the second one replaces what the first one has written. */
static void
works(const char *config, const char *what)
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "register tea", "ok register tea");
	PASS("%s", what);
	server_stop(server);
}

/* The keeper reads a file written by another keeper, and also replaces it. */
static void
comes_back(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = keeper_config() });
	struct conn *ali = keeper_come(server, "ali");

	conn_ask(ali, "drop tea", "ok drop tea");
	PASS("so does the next one");
	server_stop(server);
}

int
main(void)
{
	if (sanitized())
		tap_skip("sanitizers want to be in front themselves");
	preload();
	works(KEEPER_QUICK, "the keeper is there");
	works(keeper_config(), "and keeps its file");
	comes_back();
	return tap_done();
}
