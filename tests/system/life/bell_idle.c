/* A server with 200 silent clients hardly wakes. */
#include "tests/lib/deadline.h"
#include "tests/lib/hall.h"
#include "tests/lib/proc.h"

/* From the last word on: looks at 0.25, 0.75 and 1.75 s, and what is owed. */
#define WATCHED (1 * SEC)
#define WAKES 5

int
main(void)
{
	if (!proc_is_there())
		tap_skip("needs /proc");
	struct server *server = server_start(NULL);
	hall_enter(server);
	hall_talk();
	TAP_OK(proc_hardly_wakes(server->pid, WATCHED, WAKES),
	    "%d clients say nothing", HALL_SIZE);
	hall_talk();
	PASS("and go on then");
	server_stop(server);
	return tap_done();
}
