/*
 * A client that does not read is disconnected when its queue exceeds queue_max,
 * and memory stays bounded.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/flood.h"
#include "tests/lib/proc.h"

#define READERS 2

/* 10 MB are said; of these one may wait, besides what is always there. */
#define MESSAGES 10000
#define MEMORY_KB (8 * 1024)

int
main(void)
{
	struct flood flood;
	struct conn *readers[READERS];
	bulk();
	struct server *server = server_start(&(struct setup) {
	    .config = "queue_max 1M\ngrace 60\n", .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");

	readers[0] = conn_member(server, "ali", "1");
	readers[1] = conn_member(server, "reza", "1");
	struct conn *deaf = conn_open_small(server->address[0]);
	conn_ask(deaf, "deaf", "ok name deaf");
	conn_ask(deaf, "join 1", "join * 1 deaf");
	const long before = proc_status(server->pid, "VmRSS");
	flood_init(&flood, javad, "1", 1000);
	flood_all(&flood, readers, READERS, MESSAGES);
	server_expect(server, "deaf: quit");
	PASS("who does not read is given up, however long it may stall");
	const long after = proc_status(server->pid, "VmHWM");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < MEMORY_KB,
		    "the server has grown by %ld KiB", after - before);
	server_pace(server, 60 * SEC - 1);
	conn_say(javad, "ping there");
	conn_wait_for(javad, "ok ping there");
	TAP_NUM(
	    server_logged(server, "ended: ..."), 0, "its worker has its time");
	server_pace(server, 1);
	server_expect(server, "ended: deaf ...");
	server_stop(server);
	return tap_done();
}
