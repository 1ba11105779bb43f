/* What is neither command nor text is explained and not sent. */
#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static const struct {
	const char *typed;
	const char *why;
} accidents[] = {
	{ "send 2 hello", "you are not in 2; join it first, or use /send" },
	{ "/nope",
	    "unknown command /nope; see /help, or begin with a space to send "
	    "it as a message" },
	{ "join a,b",
	    "invalid group name: use one writing system, and no spaces, "
	    "control characters or !@#&:,*?/; to send it as a message, begin "
	    "with a space" },
	{ "join us tomorrow",
	    "to join with a key, use /join; to send it as a message, begin "
	    "with a space" },
};

#define WIDE                                                \
	"0123456789012345678901234567890123456789012345678" \
	"0123456789012345678901234567890123456789012345678"

/* Once it draws so much the client knows that the window is wide. */
static void
widen(struct pty *pty)
{
	pty_resize(pty, VT_COLUMNS);
	pty_type(pty, WIDE);
	pty_expect_cursor(pty, WIDE, sizeof(WIDE) - 1);
	pty_type(pty, "\x15");
	pty_expect_cursor(pty, "", 0);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct pty *javad = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(javad, "-- javad has joined 1");
	conn_expect(ali, "join * 1 javad");
	widen(javad);
	for (size_t i = 0; i < COUNT(accidents); i++) {
		pty_type(javad, accidents[i].typed);
		pty_type(javad, "\r");
		pty_expect(javad, "!! not sent: %s", accidents[i].why);
		PASS("explained: %s", accidents[i].typed);
	}
	pty_type(javad, "/join\r");
	pty_expect(javad, "!! usage: /join G [KEY]");
	PASS("a command is explained, which nobody takes for a text");
	pty_type(javad, " join us tomorrow\r//nope\r");
	conn_expect(ali, "msg * 1 javad join us tomorrow");
	conn_expect(ali, "msg * 1 javad /nope");
	PASS("nothing of it was sent, and all of it can be said");
	pty_type(javad, "/send 2 hello\r");
	pty_expect(javad, "!! cannot send: not a member of that group");
	PASS("with a slash the server has to say no");
	pty_type(javad, "quit\r");
	MUST(pty_status(javad) == 0, "the client did not end well");
	server_stop(server);
	return tap_done();
}
