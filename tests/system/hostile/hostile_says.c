/*
 * The server ends a worker that sends lines that no client may, or in another
 * client's name.
 */
#include <stdio.h>

#include "tests/lib/rogue.h"

static const char *const lines[] = {
	"msg 1795160000123456 1 other-0 I am another",
	"tell 1795160000123456 other-0 other-1 so am I",
	"ok name other-0",
	"bye quit goodbye",
	"as other-0 send 1 hello",
	"join",
	"send 1 \033[2J",
	"send 1 \xff\xfe",
	"fault - nonsense",
};

int
main(void)
{
	struct server *server = rogue_server();
	char what[128];

	for (size_t i = 0; i < COUNT(lines); i++) {
		(void)snprintf(what, sizeof(what), "say %s", lines[i]);
		(void)rogue_call(server, what);
		rogue_expect_end(server,
		    "ended: rogue * pid *, bye protocol and signal 9, "
		    "lived ...");
	}
	TAP_NUM(server_logged(server, "broken: rogue * its worker sent ..."),
	    COUNT(lines), "each is logged");
	server_stop(server);
	return tap_done();
}
