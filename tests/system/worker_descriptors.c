/* A worker has its socket and two pipe ends as 0, 1 and 2, and nothing more. */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define CLIENTS 3

static bool
is_open(pid_t worker, int fd)
{
	char path[64];
	struct stat status;

	(void)snprintf(path, sizeof(path), "/proc/%ld/fd/%d", (long)worker, fd);
	return lstat(path, &status) == 0;
}

int
main(void)
{
	static const char *const names[CLIENTS] = { "ali", "javad", "reza" };

	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	struct server *server = server_start(NULL);
	for (int i = 0; i < CLIENTS; i++)
		(void)conn_named(server, names[i]);
	for (int i = 0; i < CLIENTS; i++) {
		const pid_t worker = server_worker(server, names[i]);
		TAP_NUM(proc_descriptors(worker), 3, "%s: three", names[i]);
		TAP_OK(is_open(worker, 0) && is_open(worker, 1) &&
			is_open(worker, 2),
		    "%s: they are 0, 1 and 2", names[i]);
	}
	server_stop(server);
	return tap_done();
}
