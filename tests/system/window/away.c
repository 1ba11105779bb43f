/*
 * Without a connection, a line for the server stays where it is typed, and the
 * window still runs its own commands.
 */
#include "tests/lib/faked.h"

static struct fake fake;

static void
stays(struct pty *pty, const char *line, const char *row)
{
	pty_type(pty, line);
	pty_expect_has(pty,
	    "-- not connected; press Enter again once "
	    "reconnected");
	pty_expect_has(pty, row);
	pty_type(pty, "\x15/clear\r");
	pty_expect_not(pty, "press Enter again");
}

int
main(void)
{
	pty_noon();
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 80, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "[1:#dev] 2 members");
	fake_happens(&fake, 0, "tell @ ali javad psst");
	pty_expect_has(pty, "2:ali");
	fake_stop(&fake);
	pty_expect_has(pty, "cannot connect to");
	stays(pty, "hello\r", "[#dev] hello");
	stays(pty, "/join ops\r", "[#dev] /join ops");
	stays(pty, "/close\r", "[#dev] /close");
	stays(pty, "/query ali and more\r", "[#dev] /query ali and more");
	stays(pty, "/nonsense\r", "[#dev] /nonsense");
	PASS("what is for the server stays");
	pty_type(pty, "/window 2\r");
	pty_expect_screen(pty, " ali\n...\n[12:##] ali: psst\n...\n[ali]");
	pty_type(pty, "/set bell\r");
	pty_expect_has(pty, "bell is yes");
	pty_type(pty, "/query sara\r");
	pty_expect_has(pty, "[3:sara]");
	pty_type(pty, "/close\r");
	pty_expect_has(pty, "[2:ali]");
	pty_type(pty, "/help keys\r");
	pty_expect_has(pty, "Alt-1 ... Alt-9");
	pty_type(pty, "\033");
	pty_expect_has(pty, "ali: psst");
	PASS("what the window does by itself is done");
	pty_type(pty, "\033[200~one\rtwo\r\033[201~");
	pty_expect_has(pty, "!! not sent: not connected; try again once");
	pty_expect_cursor(pty, "[ali]", 6);
	PASS("a paste of lines is refused without a question");
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	PASS("/quit quits");
	return tap_done();
}
