/*
 * The setting presence decides whose joins and leaves are shown: people who
 * have spoken lately, so that a script's visit with one message is one line;
 * all; or nobody. The list of members and our own actions are always shown.
 */
#include <stdio.h>

#include "tests/lib/faked.h"

static struct fake fake;

static struct pty *
begin(const char *config)
{
	pty_config(config);
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, 24, 120, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "[1:#dev] 2 members");
	return pty;
}

/* The group: a script, one who does not speak, and one who does. */
static void
happens(struct pty *pty)
{
	static const char *const lines[] = {
		"join @ dev build.17",
		"msg @ dev build.17 all is well",
		"quit @ build.17 done",
		"join @ dev build.18",
		"msg @ dev build.18 all is well still",
		"leave @ dev build.18",
		"join @ dev mute",
		"name @ mute silent",
		"quit @ silent gone",
		"msg @ dev ali hello",
		"name @ ali reza",
		"leave @ dev reza",
		"join @ dev reza",
		"quit @ reza bye all",
	};

	for (size_t i = 0; i < COUNT(lines); i++)
		fake_happens(&fake, 0, lines[i]);
	fake_happens(&fake, 0, "msg @ dev javad the end");
	pty_expect_has(pty, "javad: the end");
}

static void
is_smart(void)
{
	struct pty *pty = begin("");

	pty_type(pty, "\033n");
	pty_expect_not(pty, "|");
	fake_happens(&fake, 0, "join @ dev build.0");
	pty_expect_has(pty, "-- build.0 has joined #dev");
	PASS("a small group shows who comes");
	for (int i = 0; i < 20; i++) {
		char line[32];
		(void)snprintf(line, sizeof(line), "join @ dev m%d", i);
		fake_happens(&fake, 0, line);
	}
	pty_expect_has(pty, "[1:#dev] 23 members");
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "has joined");
	happens(pty);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] build.17: all is well\n"
	    "[12:##] build.18: all is well still\n"
	    "[12:##] ali: hello\n"
	    "[12:##] -- ali is now called reza\n"
	    "[12:##] -- reza has left #dev\n"
	    "[12:##] -- reza has joined #dev\n"
	    "[12:##] -- reza has quit (bye all)\n"
	    "[12:##] javad: the end\n"
	    "...\n"
	    "[#dev]");
	pty_expect_has(pty, "[1:#dev] 22 members");
	PASS("smart: a script is one line, and who speaks is seen to come and "
	     "go");
	faked_leave(&fake, pty);
}

static void
is_all_or_off(void)
{
	struct pty *pty = begin("presence all\n");

	pty_type(pty, "\033n");
	happens(pty);
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] -- build.17 has joined #dev\n"
	    "[12:##] build.17: all is well\n"
	    "[12:##] -- build.17 has quit (done)\n"
	    "[12:##] -- build.18 has joined #dev\n"
	    "[12:##] build.18: all is well still\n"
	    "[12:##] -- build.18 has left #dev\n"
	    "[12:##] -- mute has joined #dev\n"
	    "[12:##] -- mute is now called silent\n"
	    "[12:##] -- silent has quit (gone)\n"
	    "[12:##] ali: hello\n"
	    "...\n"
	    "[12:##] javad: the end\n"
	    "...\n"
	    "[#dev]");
	PASS("all shows all");
	pty_type(pty, "/set presence off\r");
	pty_expect_has(pty, "-- presence is off");
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "presence");
	happens(pty);
	fake_happens(&fake, 0, "name @ javad jj");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] build.17: all is well\n"
	    "[12:##] build.18: all is well still\n"
	    "[12:##] ali: hello\n"
	    "[12:##] javad: the end\n"
	    "[12:##] -- javad is now called jj\n"
	    "...\n"
	    "[#dev]");
	PASS("/set presence off: nothing but our own doing");
	faked_leave(&fake, pty);
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	is_smart();
	is_all_or_off();
	return tap_done();
}
