/*
 * With -r and a descriptor that is closed or not open for writing, the server
 * does not start, even if it opens a descriptor of that number itself.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "shared/io.h"
#include "tests/lib/server.h"

#define LAST 24

static void
refuses_so(const struct setup *setup, int fd, const char *why)
{
	struct server *server = server_spawn(setup);
	char line[128];

	(void)snprintf(line, sizeof(line),
	    "forkcastd: cannot report readiness on descriptor %d: %s", fd, why);
	MUST(server_status(server) == 64, "descriptor %d: another exit status",
	    fd);
	MUST(server_logged(server, line) == 1, "\"%s\" is not said", line);
	MUST(server_logged(server, "ready") == 0,
	    "descriptor %d: it said that it is ready", fd);
}

/* In the option, or in the file. */
static void
refuses(int fd, const char *why)
{
	char number[16], config[32];

	(void)snprintf(number, sizeof(number), "%d", fd);
	(void)snprintf(config, sizeof(config), "ready_fd %d\n", fd);
	refuses_so(&(struct setup) { .args = { "-r", number } }, fd, why);
	refuses_so(&(struct setup) { .config = config }, fd, why);
}

int
main(void)
{
	int ends[2];

	for (int fd = 3; fd <= LAST; fd++) {
		MUST(fcntl(fd, F_GETFD) == -1 ||
			fcntl(fd, F_SETFD, FD_CLOEXEC) == 0,
		    "cannot keep descriptor %d", fd);
		refuses(fd, "not open");
	}
	PASS("3 to %d, which nobody has opened", LAST);
	MUST(pipe(ends) == 0, "no pipe");
	refuses(ends[0], "open for reading only");
	PASS("one to read from");
	io_close(&ends[0]);
	refuses(ends[1], "Broken pipe");
	io_close(&ends[1]);
	PASS("one that nobody reads from any more");
	return tap_done();
}
