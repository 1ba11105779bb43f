/*
 * A worker has its socket, two pipe ends and the doorbell as descriptors 0 to
 * 3, and no others.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

#define CLIENTS 3
#define FDS 4

int
main(void)
{
	static const char *const names[CLIENTS] = { "ali", "javad", "reza" };

	if (!proc_is_there() || sanitized())
		tap_skip("needs /proc and a build without sanitizers");
	struct server *server =
	    server_start(&(struct setup) { .visible = true });
	for (int i = 0; i < CLIENTS; i++)
		(void)conn_named(server, names[i]);
	for (int i = 0; i < CLIENTS; i++) {
		const pid_t worker = server_worker(server, names[i]);
		TAP_NUM(proc_descriptors(worker), FDS, "%s: four", names[i]);
		for (int fd = 0; fd < FDS; fd++)
			TAP_OK(
			    proc_has_open(worker, fd), "%s: %d", names[i], fd);
	}
	server_stop(server);
	return tap_done();
}
