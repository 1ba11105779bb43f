/*
 * Scripts that run under a lock exclude each other, also when some of them are
 * killed, and scripts that count in a table lose no count.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define SCRIPTS 6

/* Two that are in at once would find the file of the other. */
#define INSIDE                                                      \
	"set -C; : >inside || exit 3; echo $$ >>all; rm inside || " \
	"exit 4"
#define LOCKED "forkcast lock 1 lock sh -c '" INSIDE "'"

/* One that is killed inside, and one whose client is. */
#define KILLED                                                            \
	"forkcast lock 1 lock sh -c '" INSIDE "; kill -9 $$'; test $? = " \
	"137"

#define COUNTED                                                      \
	"for i in 1 2 3; do until set -- `forkcast get -l 1 n` && "  \
	"forkcast put -i $2 1 n $(($4 + 1)) >>counted 2>/dev/null; " \
	"do :; done; done"

/* Each step that one of them takes adds to the file. */
static void
run_all(const char *address, const char *script, const char *file)
{
	struct shell *shells[SCRIPTS];

	for (size_t i = 0; i < SCRIPTS; i++)
		shells[i] = shell_start(address, script);
	for (size_t i = 0; i < SCRIPTS; i++)
		MUST(shell_status_during(shells[i], file) == 0,
		    "one of them: %s", shell_complained(shells[i]));
}

int
main(void)
{
	static const struct shell_case locked[] = {
		{ "wc -l <all | tr -d ' '", 0, "12\n", "" },
	};
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	run_all(server->address[0], LOCKED, "all");
	run_all(server->address[0], KILLED, "all");
	shell_cases(server->address[0], locked);
	conn_say(ali, "add 1 n 0");
	conn_wait_for(ali, "ok add 1 n * 1");
	run_all(server->address[0], COUNTED, "counted");
	conn_say(ali, "get 1 n");
	conn_wait_for(ali, "row 1 n * * 18");
	PASS("six scripts have counted to eighteen");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
