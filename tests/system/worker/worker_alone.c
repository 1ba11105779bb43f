/* After SIGTERM, a worker whose parent does not answer ends by itself. */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/proc.h"

int
main(void)
{
	struct server *server = server_start(
	    &(struct setup) { .config = "grace 600\n", .paced = true });
	struct conn *ali = conn_named(server, "ali");
	const pid_t worker = server_worker(server, "ali");

	server_signal(server, SIGSTOP);
	MUST(kill(worker, SIGTERM) == 0, "no worker");
	server_await_rest(); /* it has seen that */
	MUST(!proc_is_gone(worker), "it does not wait");
	server_pace_later(server, 602 * SEC); /* it lingers */
	proc_expect_gone(worker);
	PASS("it is gone after the grace");
	server_signal(server, SIGCONT);
	conn_close(ali);
	server_expect(server, "ended: ali ...");
	server_pace(server, MSEC); /* all of the grace has passed for it */
	(void)conn_named(server, "ali");
	PASS("the parent cleans up when it goes on");
	server_stop(server);
	return tap_done();
}
