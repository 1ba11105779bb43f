/* A server with 200 clients who say nothing does next to nothing. */
#include "tests/lib/deadline.h"
#include "tests/lib/hall.h"
#include "tests/lib/proc.h"

#define WATCHED (1 * SEC)
#define BUSY_MS 30

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	hall_enter(server);
	hall_talk();
	/* What is owed from that is done by then. */
	pass_time(100 * MSEC);
	const long before = proc_cpu(server->pid);
	pass_time(WATCHED);
	const long used = proc_cpu(server->pid) - before;
	TAP_OK(used <= BUSY_MS, "%d clients say nothing: %ld ms of %d",
	    HALL_SIZE, used, (int)(WATCHED / MSEC));
	hall_talk();
	PASS("and go on then");
	server_stop(server);
	return tap_done();
}
