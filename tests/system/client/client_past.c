/*
 * The plain stream has the last messages of a recorded group, and those that
 * were missed while the connection was lost, with their dates. Redactions and
 * changes of mode H are told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/lib/fake.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

static struct fake fake;

static void
admit(const char *join)
{
	fake_expect(&fake, "name javad");
	fake_say(&fake, "ok name javad\n");
	fake_expect(&fake, "join 1");
	fake_say(&fake, join);
	fake_expect(&fake, "names 1");
	fake_say(&fake,
	    "ok topic 1 -\nok mode 1 Hn 0 - 0 -\nnames 1 ali javad\n"
	    "ok names 1 2\n");
}

static void
has_the_last(struct pty *pty)
{
	pty_expect(pty, "-- #1 is recorded");
	fake_expect(&fake, "history 1 said last 20");
	fake_say(&fake,
	    "past msg 1700000000000001 1 ali hello\n"
	    "past gap 1700000000000002 1700000000000003\n"
	    "past msg 1700000000000004 1 ali javad: tea?\n"
	    "ok history 1 2 1700000000000004\n");
	pty_expect(pty, "2023-11-14 22:13:20 ali: hello");
	pty_expect(pty, "2023-11-14 22:13:20 -- messages are missing here");
	pty_expect(pty, "2023-11-14 22:13:20 ali: javad: tea?");
	pty_expect_style(pty, "ali: hello", "dim");
	pty_expect_bells(pty, 0);
	PASS("it begins with the last messages, dim");
	fake_say(&fake,
	    "msg 1700000000000011 1 ali now\n"
	    "mode 1700000000000012 1 ali -H\n"
	    "redact 1700000000000013 1 boss 1700000000000001 no\n");
	pty_expect(pty, "-- ali turned off the history of #1");
	pty_expect(pty, "-- boss has deleted a message in #1: no");
	PASS("modes and redactions are told");
}

static void
has_the_missed(struct pty *pty)
{
	fake_close(&fake);
	pty_expect(pty, "-- connection lost: closed by the server");
	pty_pace(pty, SEC);
	admit("join 1700000000000099 1 javad\n");
	pty_expect(pty, "-- reconnected");
	fake_expect(&fake, "history 1 said after 1700000000000013 50");
	fake_say(&fake,
	    "past msg 1700000000000020 1 ali one\n"
	    "past msg 1700000000000021 1 javad two\n"
	    "ok history 1 2 1700000000000021\n");
	pty_expect(pty, "-- you missed in #1:");
	pty_expect(pty, "2023-11-14 22:13:20 ali: one");
	pty_expect(pty, "2023-11-14 22:13:20 javad: two");
	pty_expect_style(pty, "one", "none");
	PASS("after a reconnection the missed messages follow");
	pty_type(pty, "/search x\r");
	pty_expect_begin(pty, "!! /search needs the window");
	pty_type(pty, "/redact\r");
	pty_expect_begin(pty, "!! /redact needs the window");
	pty_type(pty, "/redact 1 1700000000000020 why\r");
	fake_expect_next(&fake, "redact 1 1700000000000020 why");
	fake_say(
	    &fake, "redact 1700000000000030 1 javad 1700000000000020 why\n");
	pty_expect(pty, "-- javad has deleted a message in #1: why");
	pty_type(pty, "/history 1 last 1\r");
	fake_expect_next(&fake, "history 1 last 1");
	fake_say(&fake,
	    "past msg 1700000000000021 1 javad two\n"
	    "ok history 1 1 1700000000000021\n");
	pty_expect_has(pty, "(1700000000000021) [#1] javad: two");
	PASS("the commands work with a slash");
}

/* The log has what was live or missed, but not what was before. */
static void
is_logged(const char *path)
{
	char text[4096];
	FILE *file = fopen(path, "r");

	MUST(file != NULL, "cannot read %s", path);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	MUST(fclose(file) == 0, "cannot close %s", path);
	TAP_OK(strstr(text, "ali: now\n") != NULL &&
		strstr(text, "2023-11-14 22:13:20 [1] ali: one\n") != NULL &&
		strstr(text, "hello") == NULL,
	    "the log has what was missed, but not what was before: %s", text);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	pty_paced(true);
	fake_start(&fake);
	MUST(setenv("TZ", "UTC0", 1) == 0, "no memory");
	scratch_path(path, "log");
	struct pty *pty =
	    PTY_CLIENT(fake.address, "-n", "javad", "-l", path, "1");
	admit("join 1700000000000010 1 javad\n");
	has_the_last(pty);
	has_the_missed(pty);
	pty_type(pty, "/quit\r");
	fake_expect(&fake, "quit");
	fake_say(&fake, "bye quit you have quit\n");
	MUST(pty_status(pty) == 0, "the client did not end well");
	fake_stop(&fake);
	is_logged(path);
	return tap_done();
}
