/*
 * 10 MB without a line end get one answer, memory stays bounded, and no other
 * client is affected.
 */
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/proc.h"

#define PIECES (10 * 1024 * 1024 / FILLER_MOST)
#define WORKER_KB (4 * 1024)

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const pid_t worker = server_worker(server, "ali");

	conn_expect(javad, "join * 1 ali");
	const long before = proc_status(worker, "VmHWM");
	conn_send(ali, "send 1 ", 7);
	for (int i = 0; i < PIECES; i++)
		conn_send(ali, filler(FILLER_MOST), FILLER_MOST);
	conn_expect_nothing(javad);
	conn_say(ali, "the end\nping after");
	conn_expect(ali, "err - too-long ...");
	conn_expect(ali, "ok ping after");
	PASS("the line is refused as one, the connection goes on");
	const long after = proc_status(worker, "VmHWM");
	if (before != -1 && !sanitized())
		TAP_OK(after - before < WORKER_KB,
		    "its worker has grown by %ld KiB", after - before);
	server_stop(server);
	return tap_done();
}
