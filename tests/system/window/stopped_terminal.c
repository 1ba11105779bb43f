/*
 * A terminal that reads nothing delays nothing but what it shows, in a window
 * and in a stream of lines: what is typed is sent, and TERM ends the chat. When
 * it reads again, a window is whole, and a stream says that lines are missing.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/terminals.h"

/* More than a terminal and the client keep of a stream. */
#define ROUNDS 100
#define LINES 4
#define LETTERS 600

/* Letters that leave nothing of a screen as it was. */
static void
say(struct conn *ali)
{
	static uint32_t state = 1;
	char text[LETTERS + 1] = "";

	for (size_t i = 0; i < LETTERS; i++) {
		state = state * 1103515245 + 12345;
		text[i] = (char)('a' + (state >> 16) % 26);
	}
	conn_say(ali, "send dev %s", text);
	conn_expect(ali, "msg * dev ali *");
}

/* Nobody looks at the terminal until the end. */
static void
stops(struct pty *pty, struct conn *ali)
{
	for (size_t i = 0; i < ROUNDS; i++) {
		for (size_t line = 0; line < LINES; line++)
			say(ali);
		pty_type(pty, "typed\r");
		conn_expect(ali, "msg * dev javad typed");
	}
}

static void
ends(struct pty *pty, struct conn *ali)
{
	stops(pty, ali);
	MUST(kill(pty->pid, SIGTERM) == 0, "it has ended");
	conn_expect(ali, "quit * javad");
	MUST(pty_status(pty) == PTY_SIGNAL + SIGTERM, "TERM ends it");
}

int
main(void)
{
	static const char *const options[] = { "-n", "javad", "dev", NULL };
	bulk();
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "dev");
	struct pty *pty;

	for (size_t i = 0; i < 2; i++) {
		pty = i == 0 ? pty_client(server->address[0], options) :
			       pty_window(server->address[0], 60, 200, options);
		conn_expect(ali, "join * dev javad");
		terminals_has(pty, "-- in #dev: @ali javad");
		stops(pty, ali);
		if (i == 0)
			terminals_has(pty, "-- lines are missing here");
		pty_type(pty, "it goes on");
		terminals_has(pty, "] it goes on" + 2 * (i == 0));
		pty_type(pty, "\025");
		ends(pty, ali);
	}
	PASS("a terminal that is stopped delays no line and no signal");
	server_stop(server);
	return tap_done();
}
