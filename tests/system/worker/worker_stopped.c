/*
 * After SIGSTOP of a worker, the others chat on, and its client loses nothing.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/filler.h"

/* Together more than a pipe holds. */
#define MESSAGES 200
#define SIZE 600

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_member(server, "reza", "1");
	const pid_t worker = server_worker(server, "ali");

	conn_expect(ali, "join * 1 reza");
	conn_wait_for(javad, "join * 1 reza");
	MUST(kill(worker, SIGSTOP) == 0, "cannot stop the worker");
	for (int i = 0; i < MESSAGES; i++) {
		conn_say(javad, "send 1 %d %s", i, filler(SIZE));
		conn_expect(javad, "msg * 1 javad %d %s", i, filler(SIZE));
		conn_expect(reza, "msg * 1 javad %d %s", i, filler(SIZE));
	}
	conn_say(ali, "send 1 late");
	conn_expect_nothing(javad);
	PASS("the others do not notice");
	MUST(kill(worker, SIGCONT) == 0, "cannot continue the worker");
	for (int i = 0; i < MESSAGES; i++)
		conn_expect(ali, "msg * 1 javad %d %s", i, filler(SIZE));
	conn_expect(ali, "msg * 1 ali late");
	conn_expect(javad, "msg * 1 ali late");
	PASS("what waited comes when it goes on, in both directions");
	server_stop(server);
	return tap_done();
}
