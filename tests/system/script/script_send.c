/*
 * forkcast send sends its arguments, or each line as it arrives, and its exit
 * status tells whether all were accepted. With -l, all lines are one message,
 * or nothing is sent.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "forkcast send '#1' hello  'all  of' you", 0, "", "" },
	{ "printf 'a\\n\\nb\\r\\nlast' | forkcast send -n javad 1", 0, "", "" },
	{ "forkcast send -n javad 1 </dev/null", 0, "", "" },
	{ "printf 'a\\033[1m\\nb\\n' | forkcast send 1", 0, "", "" },
	{ "printf '\\302\\233\n\\377\n' | forkcast send 1", 65, "",
	    "forkcast send: line 2 not sent: ...\n" },
	{ "printf '\\033[1;31mred\\033[0m \\033]0;title\\007\\tb\\b\n"
	  "\\033[m\n' | forkcast send 1",
	    0, "", "" },
	{ "(printf 'a\\n'; printf '%4000s\\n%5000s\\n' x x; echo b) | "
	  "forkcast send 1",
	    65, "",
	    "forkcast send: line 2 not sent: too long: 4000 bytes, limit "
	    "3800\n"
	    "forkcast send: line 3 not sent: too long: limit 3800 bytes\n" },
	{ "(echo a; printf '%5000s' x) | forkcast send 1", 65, "",
	    "forkcast send: line 2 not sent: too long: limit 3800 bytes\n" },
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

static const struct shell_case wholes[] = {
	{ "printf 'one\n\n two\r\nlast' | forkcast send -l 1", 0, "", "" },
	{ "forkcast send -l 1 'a\nb  c' d", 0, "", "" },
	{ "forkcast tell -l ali alone", 0, "", "" },
	{ "seq 100 | forkcast send -l 1", 0, "", "" },
	{ "printf '%3400s' x | forkcast send -l 1", 0, "", "" },
	{ "printf '\n\n' | forkcast send -l 1", 0, "", "" },
	{ "forkcast send -l 1 </dev/null", 0, "", "" },
	{ "seq 101 | forkcast send -l 1", 65, "",
	    "forkcast send: nothing sent: line 101: too many: limit 100\n" },
	{ "yes | forkcast send -l 1", 65, "",
	    "forkcast send: nothing sent: line 101: too many: limit 100\n" },
	{ "printf 'a\n%3399s' x | forkcast send -l 1", 65, "",
	    "forkcast send: nothing sent: line 2: too long: limit 3400 "
	    "bytes\n" },
	{ "(printf '%9000s' x; cat) </dev/zero | forkcast send -l 1", 65, "",
	    "forkcast send: nothing sent: line 1: too long: limit 3400 "
	    "bytes\n" },
	{ "printf 'a\n\033[1m\nb\n' | forkcast send -l 1", 0, "", "" },
	{ "forkcast tell -l nobody a", 77, "",
	    "forkcast tell: message refused: no client has that name\n" },
	{ "forkcast send -lN 1 a", 64, "",
	    "forkcast send: a message of -l cannot be a note\n"
	    "usage: ...\n  ...\n  ...\n" },
	{ "forkcast send 1 end", 0, "", "" },
};

/* The texts that Ali gets. */
static const char *const heard[] = { "hello all  of you", "a", "b", "last", "a",
	"b", "red \tb", "a", "b" };

static void
expect_texts(struct conn *ali)
{
	for (size_t i = 0; i < COUNT(heard); i++)
		conn_wait_for(ali, "msg * 1 * %s", heard[i]);
	PASS("all of it is heard, in order, and nothing is cut");
}

static void
expect_wholes(struct conn *ali)
{
	struct str line;

	conn_wait_for(ali, "lines * 1 * 3 tett");
	conn_expect(ali, "msg * 1 * one");
	conn_expect(ali, "msg * 1 *  two");
	conn_expect(ali, "msg * 1 * last");
	conn_wait_for(ali, "lines * 1 * 2");
	conn_expect(ali, "msg * 1 * a");
	conn_expect(ali, "msg * 1 * b  c d");
	conn_wait_for(ali, "lines * @ali * 1");
	conn_expect(ali, "tell * * ali alone");
	conn_wait_for(ali, "lines * 1 * 100");
	conn_wait_for(ali, "msg * 1 * 100");
	conn_wait_for(ali, "lines * 1 * 1");
	conn_expect(ali, "msg ...");
	conn_wait_for(ali, "lines * 1 * 2 tet");
	conn_expect(ali, "msg * 1 * a");
	conn_expect(ali, "msg * 1 * b");
	PASS("with -l, the lines are one message");
	do
		line = conn_line(ali);
	while (
	    !str_begins(line, STR("msg ")) && !str_begins(line, STR("lines ")));
	TAP_OK(pattern_matches("msg * 1 * end", line),
	    "and nothing of one that cannot be sent is");
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

/* The input of -l has no end yet. */
static void
sends_no_part(struct conn *ali, const char *address)
{
	struct shell *shell = shell_start(address,
	    "mkfifo part && exec 3<>part && echo one >&3 && "
	    "exec forkcast send -l 1 <part");

	conn_wait_for(ali, "join ...");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM,
	    "with -l, it ends by the signal, too");
	conn_expect(ali, "quit ...");
	PASS("and does not send a part of the message");
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
	shell_cases(server->address[0], wholes);
	expect_wholes(ali);
	comes_at_once(ali, server->address[0]);
	sends_no_part(ali, server->address[0]);
	many(ali, server->address[0]);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
