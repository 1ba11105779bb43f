/*
 * A post that waits for somebody to keep its box ends when the operator removes
 * the box, and says how many items are lost.
 */
#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static const struct shell_case removed[] = {
	{ "forkcastctl -p $SERVER box remove box", 0,
	    "box box removed: 2 items lost\n", "" },
};

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .visible = true });
	struct shell *post = shell_start(server->address[0],
	    "printf 'a\\nb\\n' | exec forkcast post -n javad box");

	shell_set_number("SERVER", server->pid);
	shell_expect_complaint(
	    post, "forkcast post: nobody else is in box ...");
	shell_cases(server->address[0], removed);
	TAP_NUM(shell_status(post), 69, "items are lost");
	TAP_OK(shell_matches("forkcast post: nobody else is in box ...\n"
			     "forkcast post: 2 items were dropped\n",
		   shell_complained(post)),
	    "and counted");
	server_stop(server);
	return tap_done();
}
