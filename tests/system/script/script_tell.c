/*
 * forkcast tell, and send with @NAME, send to one client; with -N they send
 * notes, which make no bot answer.
 */
#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "forkcast tell -n bo ali hello  'all  of' you", 0, "", "" },
	{ "forkcast send -n bo @ALI -5 degrees", 0, "", "" },
	{ "printf 'a\\n\\nb' | forkcast tell -n bo @ali", 0, "", "" },
	{ "forkcast tell -n bo bo myself", 0, "", "" },
	{ "forkcast tell -n bo -N ali a note", 0, "", "" },
	{ "forkcast send -n bo -N @ali another", 0, "", "" },
	{ "forkcast send -n bo -N 1 to all", 0, "", "" },
	{ "forkcast tell nobody hello", 77, "",
	    "forkcast tell: line 1 refused: no client has that name\n" },
	{ "printf 'a\\nb\\n' | forkcast send @nobody", 77, "",
	    "forkcast send: line 1 refused: no client has that name\n"
	    "forkcast send: line 2 refused: no client has that name\n" },
	{ "forkcast tell -N nobody hello", 77, "",
	    "forkcast tell: line 1 refused: no client has that name\n" },
	{ "(printf '%4000s\\n' x; echo c) | forkcast tell -n bo ali", 65, "",
	    "forkcast tell: line 1 not sent: too long: 4000 bytes, limit "
	    "3800\n" },
	{ "forkcast tell 'a b' x", 64, "",
	    "forkcast tell: name \"a b\": ...\n" },
	{ "forkcast send @ x", 64, "", "forkcast send: name \"\": ...\n" },
	{ "forkcast tell", 64, "",
	    "forkcast tell: missing name\nusage: ...\n  ...\n  ...\n" },
};

/* The lines that ali gets, who wants full events, but for joins and the like.
 */
static const char *const heard[] = {
	"tell * bo!*!- ali hello all  of you",
	"tell * bo!*!- ali -5 degrees",
	"tell * bo!*!- ali a",
	"tell * bo!*!- ali b",
	"note * @ali bo!*!- a note",
	"note * @ali bo!*!- another",
	"note * 1 bo!*!- to all",
	"tell * bo!*!- ali c",
};

/* Lines that are refused for now are sent again. */
static void
again(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast tell -n bo ali one");
	fake_expect(&fake, "name bo");
	fake_say(&fake, "ok name bo\n");
	fake_expect(&fake, "tell ali one");
	fake_say(&fake,
	    "tell 1700000000000001 eve bo one\n"
	    "err tell slow-down ali does not read\n");
	fake_expect(&fake, "tell ali one");
	fake_say(&fake, "tell 1700000000000002 bo ali one\n");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit goodbye\n");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "a refused line is sent again");
	fake_stop(&fake);
}

#define BOT(name)                                                  \
	"exec forkcast listen -n " name " -c 2 -x 'tee said." name \
	" | forkcast send -N 1; cat said." name "' 1"

/* Each bot answers all that it hears, but not what the other one answers. */
static void
bots(const struct server *server, struct conn *ali)
{
	struct shell *bot[2] = { shell_start(server->address[0], BOT("one")),
		shell_start(server->address[0], BOT("two")) };

	shell_await(server->address[0], "one", "1");
	shell_await(server->address[0], "two", "1");
	conn_say(ali, "send 1 hi");
	conn_wait_for(ali, "note * 1 * hi");
	conn_wait_for(ali, "note * 1 * hi");
	conn_say(ali, "send 1 bye");
	for (size_t i = 0; i < COUNT(bot); i++) {
		TAP_NUM(shell_status(bot[i]), 0, "a bot ends");
		TAP_STR(str_from(shell_said(bot[i])), STR("hi\nbye\n"),
		    "and has answered no other bot");
	}
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");

	conn_ask(ali, "want full", "ok want full");
	shell_cases(server->address[0], cases);
	for (size_t i = 0; i < COUNT(heard); i++)
		conn_wait_for(ali, heard[i]);
	PASS("ali gets each of them, in order");
	bots(server, ali);
	again();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
