/*
 * A program that has changed since its rehearsal does not take over, for it was
 * never rehearsed.
 */
#include <stdio.h>

#include "tests/lib/upgrade.h"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	char script[SCRATCH_PATH + 128];

	(void)snprintf(script, sizeof(script),
	    "'%s' \"$@\"\nstatus=$?\n"
	    "cp \"$0\" \"$0.new\"; mv \"$0.new\" \"${0%%.sh}\"\nexit $status",
	    upgrade_program(UPGRADE_THIS)); /* fits */
	upgrade_fails(server, upgrade_script("changes", script),
	    "/* has been replaced since the rehearsal");
	conn_ask(javad, "send 1 hello", "msg * 1 javad hello");
	PASS("and the server goes on");
	upgrade_to(server, UPGRADE_LATER);
	conn_close(javad);
	server_stop(server);
	return tap_done();
}
