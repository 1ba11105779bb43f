/*
 * A library in front of libc that asks it for the time in calls that have
 * nothing to do with that, as libfaketime does in fstat, ends no child: the
 * keeper is there, and works by the clock that it is shown.
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

int
main(void)
{
	struct server *server;
	struct conn *ali;
	pid_t pid;

	if (sanitized())
		tap_skip("sanitizers want to be in front themselves");
	preload();
	server = server_start(&(struct setup) { .config = KEEPER_QUICK });
	ali = conn_named(server, "ali");
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "login ali pw", "ok login ali");
	PASS("the keeper is there");
	pid = server->pid;
	server_stop(server);
	clean_up(pid);
	return tap_done();
}
