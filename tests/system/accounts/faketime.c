/*
 * A library such as libfaketime, which asks for the time inside unrelated calls
 * of libc, ends no child: the keeper runs by the faked clock, and keeps its
 * file although one call reports other times for it than another.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"

#define LIBRARY "/usr/lib/*/faketime/libfaketime.so.1"

static void
preload(void)
{
	glob_t found;

	if (glob(LIBRARY, 0, NULL, &found) != 0)
		tap_skip("libfaketime is not installed");
	MUST(setenv("LD_PRELOAD", found.gl_pathv[0], 1) == 0 &&
		setenv("FAKETIME", "+400d", 1) == 0,
	    "out of memory");
	globfree(&found);
}

/*
 * Removes what the library has made as root, and cannot remove once the server
 * is another user.
 */
static void
clean_up(pid_t pid)
{
	static const char *const names[] = { "faketime_shm_%ld",
		"sem.faketime_sem_%ld" };
	char path[64] = "/dev/shm/";
	const size_t len = strlen(path);

	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(
		    path + len, sizeof(path) - len, names[i], (long)pid);
		(void)unlink(path); /* it may be gone */
	}
}

static void
stop(struct server *server)
{
	const pid_t pid = server->pid;

	server_stop(server);
	clean_up(pid);
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
	stop(server);
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
	stop(server);
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
