/*
 * Text from right to left is isolated from what stands around it, in each row
 * of its own: a Persian name turns no line round.
 */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"
#define SARA "\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7"
#define HELLO "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"
#define DEV "\xda\xaf\xd8\xb1\xd9\x88\xd9\x87"

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *sara = conn_member(server, SARA, DEV);
	struct pty *pty =
	    PTY_WINDOW(server->address[0], 10, 80, "-n", "javad", DEV);

	pty_expect_has(pty, "-- in " FSI DEV PDI);
	conn_say(sara, "topic " DEV " " HELLO);
	conn_say(sara,
	    "send " DEV " " HELLO " javad, one two three four five "
	    "six seven eight nine ten eleven twelve thirteen");
	conn_say(sara, "send " DEV " plain");
	pty_expect_screen(pty,
	    " " FSI DEV PDI ": " FSI HELLO PDI "\n"
	    "...\n"
	    "[##:##] -- " FSI SARA PDI " has set the topic of " FSI DEV PDI
	    ": " FSI HELLO PDI "\n"
	    "[##:##] " FSI SARA PDI ": " FSI HELLO
	    " javad, one two three four five six seven eight nine ten" PDI "\n"
	    "            " FSI "eleven twelve thirteen" PDI "\n"
	    "[##:##] " FSI SARA PDI ": plain\n"
	    "...\n"
	    "[" FSI DEV PDI "]");
	pty_expect_has(pty, "[1:" FSI DEV PDI "] 2 members");
	PASS("in lines, each row of them, and names around them");
	pty_resize_to(pty, 10, 110);
	pty_expect_has(pty, "|" FSI SARA PDI);
	PASS("among the members");
	pty_resize_to(pty, 10, 40);
	pty_expect_has(pty, FSI SARA PDI ": plain");
	pty_type(pty, "/nick " SARA SARA "\r");
	conn_wait_for(sara, "name * javad " SARA SARA);
	pty_type(pty, HELLO "\r");
	pty_expect_has(pty, FSI SARA SARA PDI ": " FSI HELLO PDI);
	PASS("in the first column");
	server_stop(server);
	return tap_done();
}
