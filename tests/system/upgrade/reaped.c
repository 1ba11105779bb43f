/*
 * If the new program is a script whose shell reaps a worker that dies
 * meanwhile, the server notices and can end.
 */
#include <stdio.h>

#include "tests/lib/must.h"
#include "tests/lib/upgrade.h"

/*
 * Counts its calls: 0 is the rehearsal, 1 is the server. A shell that has
 * waited for sleep has reaped all other children, too.
 */
#define SCRIPT                                                \
	"n=$(cat '%s' 2>/dev/null) || n=0\n"                  \
	"echo $((n + 1)) >'%s'\n"                             \
	"[ $n -lt 1 ] || kill -KILL %ld || exit 1\n"          \
	"while [ $n -eq 1 ] && kill -0 %ld 2>/dev/null; do\n" \
	"  sleep 0.1 || sleep 1\n"                            \
	"done\n"                                              \
	"exec '%s' \"$@\"\n"

int
main(void)
{
	char script[8 * SCRATCH_PATH], calls[SCRATCH_PATH];
	struct server *server = server_start(&(struct setup) { .paced = true });
	struct conn *javad = conn_member(server, "javad", "1");
	struct conn *ali = conn_member(server, "ali", "1");
	const long worker = (long)server_worker(server, "ali");

	scratch_path(calls, "calls");
	(void)snprintf(script, sizeof(script), SCRIPT, calls, calls, worker,
	    worker, upgrade_program(UPGRADE_PACED)); /* fits */
	struct conn *control =
	    upgrade_ask(server, "upgrade %s", upgrade_script("reaps", script));
	server_expect(server, "upgrade: done * to *, * client* * ms");
	server_expect(server, "ended: ali ...");
	PASS("it is noticed that the worker has ended");
	conn_expect(javad, "join * 1 ali");
	conn_expect(javad, "quit * ali");
	PASS("the others hear of it");
	conn_close(control);
	conn_close(ali);
	conn_close(javad);
	server_stop(server);
	PASS("and the server ends");
	return tap_done();
}
