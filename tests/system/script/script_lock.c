/*
 * Scripts that use a table as a lock exclude each other, and scripts that count
 * in one lose no count.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define SCRIPTS 10

/* Two that are in at once would find the file of the other. */
#define LOCKED                                                           \
	"until forkcast add 1 lock $$ >/dev/null 2>err-$$; do "          \
	"test $? -eq 1 || exit 2; sleep 0.02 || sleep 1; done; "         \
	"set -C; : >inside || exit 3; echo $$ >>all; rm inside || exit " \
	"4; test \"`forkcast cut 1 lock`\" = $$"

#define COUNTED                                                     \
	"for i in 1 2 3; do until set -- `forkcast get -l 1 n` && " \
	"forkcast swap 1 n $2 $(($4 + 1)) >/dev/null 2>&1; do :; done; done"

static void
run_all(const char *address, const char *script)
{
	struct shell *shells[SCRIPTS];

	for (size_t i = 0; i < SCRIPTS; i++)
		shells[i] = shell_start(address, script);
	for (size_t i = 0; i < SCRIPTS; i++)
		MUST(shell_status(shells[i]) == 0, "one of them: %s",
		    shell_complained(shells[i]));
}

int
main(void)
{
	static const struct shell_case locked[] = {
		{ "wc -l <all | tr -d ' '", 0, "10\n", "" },
	};
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	run_all(server->address[0], LOCKED);
	shell_cases(server->address[0], locked);
	conn_say(ali, "add 1 n 0");
	conn_wait_for(ali, "ok add 1 n * 1");
	run_all(server->address[0], COUNTED);
	conn_say(ali, "get 1 n");
	conn_wait_for(ali, "row 1 n * * 30");
	PASS("ten scripts have counted to thirty");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
