/*
 * A server that cannot have its scoreboard runs without it and without the
 * responder, which needs it: the log names both, and nobody answers.
 */
#include <sys/stat.h>

#include "shared/score.h"
#include "tests/lib/conn.h"
#include "tests/lib/health.h"
#include "tests/lib/here.h"

#define NONE "responder: not started: no scoreboard"

int
main(void)
{
	here_several_users();
	/* The server is nobody by then, who may make nothing here. */
	MUST(chmod(SCORE_DIRECTORY, 0555) == 0, "cannot change a mode");
	struct server *server =
	    server_start(&(struct setup) { .config = HEALTH_CONFIG });
	TAP_NUM(server_logged(server, "scoreboard: cannot create ..."), 1,
	    "it has no scoreboard");
	TAP_NUM(server_logged(server, NONE), 1, "the log says what follows");
	(void)conn_named(server, "javad");
	server_expect_workers(server, 1);
	server_stop(server);
	TAP_NUM(server_logged(server, "responder: pid ..."), 0,
	    "there was no responder, and clients do without");
	return tap_done();
}
