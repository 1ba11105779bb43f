/*
 * If the log's file may not grow (ulimit -f), the server continues, and reports
 * what was lost when the file can grow again.
 */
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/proc.h"

#define ROUNDS 20

static void
talk(struct conn *javad)
{
	for (int i = 0; i < ROUNDS; i++) {
		conn_ask(javad, "join 1", "join * 1 javad");
		conn_ask(javad, "leave 1", "leave * 1 javad");
	}
}

int
main(void)
{
	struct server *server = server_start(&(struct setup) { .stays = true });
	struct conn *javad = conn_named(server, "javad");
	struct stat log;

	server_expect(server, "javad: login from *");
	MUST(fstat(server->log, &log) == 0, "no log");
	proc_limit(server->pid, RLIMIT_FSIZE, (rlim_t)log.st_size);
	talk(javad);
	PASS("not a byte more fits the log, and the server goes on");
	proc_limit(server->pid, RLIMIT_FSIZE, (rlim_t)log.st_size + 10);
	talk(javad);
	PASS("likewise where but a part of a line does");
	proc_limit(server->pid, RLIMIT_FSIZE, RLIM_INFINITY);
	server_expect(server, "log: * lines lost");
	talk(javad);
	server_expect(server, "javad: leave 1");
	PASS("when it may grow it says what was lost, and goes on");
	server_stop(server);
	return tap_done();
}
