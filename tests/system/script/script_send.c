/*
 * forkcast send sends its arguments, or each line as it arrives, and its exit
 * status tells whether all were accepted.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "forkcast send 1 hello  'all  of' you", 0, "", "" },
	{ "printf 'a\\n\\nb\\r\\nlast' | forkcast send -n javad 1", 0, "", "" },
	{ "forkcast send -n javad 1 </dev/null", 0, "", "" },
	{ "printf 'a\\033[1m\\nb\\n' | forkcast send 1", 65, "",
	    "forkcast send: line 1 not sent: invalid text: not UTF-8, or "
	    "contains characters that are not allowed\n" },
	{ "(printf 'a\\n'; printf '%4000s\\n%5000s\\n' x x; echo b) | "
	  "forkcast send 1",
	    65, "",
	    "forkcast send: line 2 not sent: too long: 4000 bytes, limit "
	    "3800\n"
	    "forkcast send: line 3 not sent: too long: limit 3800 bytes\n" },
	{ "forkcast send -n `printf '%033d' 0` 1 x", 64, "",
	    "forkcast send: name \"000000000000000000000000000000000\": too "
	    "long: 33 bytes, limit 32\n" },
	{ "FORKCAST_NAME=`printf '%033d' 0` forkcast send 1 x", 78, "",
	    "forkcast send: FORKCAST_NAME \"*\": too long: 33 bytes, "
	    "limit 32\n" },
	{ "forkcast -- send </dev/null", 64, "",
	    "forkcast: no name: give one with -n, or as the first line of "
	    "input\n" },
};

/* The texts that Ali gets. */
static const char *const heard[] = { "hello all  of you", "a", "b", "last", "b",
	"a", "b" };

static void
expect_texts(struct conn *ali)
{
	for (size_t i = 0; i < COUNT(heard); i++)
		conn_wait_for(ali, "msg * 1 * %s", heard[i]);
	PASS("all of it is heard, in order, and nothing is cut");
}

/* Each line goes out when it is there, not when the next one comes. */
static void
comes_at_once(struct conn *ali, const char *address)
{
	struct shell *shell = shell_start(address,
	    "mkfifo log && exec 3<>log && echo one >&3 && "
	    "exec forkcast send 1 <log");

	conn_wait_for(ali, "msg * 1 * one");
	PASS("a line is sent as soon as it is there");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "it ends by the signal");
	conn_wait_for(ali, "quit * *...");
	PASS("but takes leave first");
}

/* More than any buffer holds. */
static void
many(struct conn *ali, const char *address)
{
	struct shell *shell = shell_start(address,
	    "i=0; while [ $i -lt 5000 ]; do echo $i; i=$((i + 1)); done | "
	    "forkcast send 1");

	for (int i = 0; i < 5000; i++)
		conn_wait_for(ali, "msg * 1 * %d", i);
	TAP_NUM(shell_status(shell), 0, "many lines are all sent");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	shell_cases(server->address[0], cases);
	expect_texts(ali);
	comes_at_once(ali, server->address[0]);
	many(ali, server->address[0]);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
