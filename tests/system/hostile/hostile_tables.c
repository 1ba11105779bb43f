/*
 * The server ends a worker that sends lines of tables and boxes that no client
 * can have sent, or that only the server sends.
 */
#include <stdio.h>

#include "tests/lib/rogue.h"

static const char *const lines[] = {
	"set 1795160000123456 1 k other-0 x",
	"cut 1795160000123456 1 k other-0",
	"row 1 k 1795160000123456 other-0 x",
	"item 1795160000123456 1 other-0 0 x",
	"box 1 0 0 0",
	"ok put 1 k 1795160000123456",
	"done 18446744073709551616",
	"back 18446744073709551617",
	"done 10000000000000000",
	"done 0",
	"back -1",
	"back 1 2",
	"cut 1 k 99999999999999999999999999",
	"swap 1 k 18446744073709551616 x",
	"swap 1 k x",
	"add 1 k",
	"put 1 K x",
	"put 1 k \x1b[2J",
	"put 1 k ",
	"put @ k x",
	"get 1 k k",
	"hear a  b",
	"hear ",
	"post 1",
	"post @rogue x",
	"take 1 1001",
	"take 1 18446744073709551616",
	"take 1 1 86401",
	"take 1",
	"boxes a,b",
	"boxes 1 2",
	"done 1 256",
	"done 1 x",
	"reply 1",
	"reply x text",
	"time now",
};

int
main(void)
{
	struct server *server = rogue_server();
	struct conn *rogue[COUNT(lines)];
	char what[128];

	for (size_t i = 0; i < COUNT(lines); i++) {
		(void)snprintf(what, sizeof(what), "say %s", lines[i]);
		rogue[i] = rogue_call(server, what);
		rogue_await(server,
		    "broken: rogue * its worker sent an invalid command",
		    i + 1);
		PASS("it is ended for \"%s\"", lines[i]);
	}
	server_pace(server, ROGUE_GRACE);
	server_expect_workers(server, ROGUE_OTHERS);
	for (size_t i = 0; i < COUNT(lines); i++)
		conn_close(rogue[i]);
	rogue_others_talk();
	server_stop(server);
	return tap_done();
}
