/*
 * The server ends a worker that sends lines that no client may have sent, that
 * only the server sends, or in another client's name.
 */
#include <stdio.h>

#include "tests/lib/rogue.h"

static const char *const lines[] = {
	"msg 1795160000123456 1 other-0 I am another",
	"ok name other-0",
	"bye quit goodbye",
	"as other-0 send 1 hello",
	"join",
	"send 1 \033[2J",
	"send 1 \xff\xfe",
	"fault - nonsense",
	"set 1795160000123456 1 k other-0 x",
	"row 1 k 1795160000123456 other-0 x",
	"item 1795160000123456 1 other-0 0 x",
	"done 18446744073709551616",
	"back -1",
	"back 1 2",
	"cut 1 k 99999999999999999999999999",
	"swap 1 k x",
	"add 1 k",
	"put 1 K x",
	"put 1 k \x1b[2J",
	"put @ k x",
	"get 1 k k",
	"hear a  b",
	"post @rogue x",
	"take 1 1001",
	"take 1 1 86401",
	"boxes a,b",
	"done 1 256",
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
		rogue_await(
		    server, "broken: rogue * its worker sent ...", i + 1);
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
