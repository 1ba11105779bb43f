/*
 * A program on a terminal: what it writes, what it is answered and what is
 * typed; its home is the test's. The program is the shell's.
 */
#include "tests/lib/pty.h"

#include <string.h>

static struct pty *
run(const char *script)
{
	return pty_start_sized(
	    (const char *const[]) { "sh", "-c", script, NULL }, 6, 30);
}

static void
sees(void)
{
	struct pty *pty =
	    run("printf '\\033[?1049h\\033[?7l\\033[2;1H\\033[1;31mbold\\033[m "
		"and 12:34\\033]2;here\\a\\a\\a'; read -r line; printf "
		"'\\033[?1049l\\033[?7h'");

	pty_expect_screen(pty, "\nbold and ##:##");
	pty_expect_row(pty, 1, "bold and ##:##");
	pty_expect_has(pty, "and ##");
	pty_expect_not(pty, "or ##");
	pty_expect_style(pty, "bold", "bold red");
	pty_expect_style(pty, "and", "none");
	pty_expect_title(pty, "here");
	pty_expect_bells(pty, 2);
	pty_expect_place(pty, 1, 14);
	pty_expect_second(pty, true);
	PASS("what it draws is seen");
	pty_type(pty, "\n");
	pty_expect_left_well(pty);
	MUST(pty_status(pty) == 0, "it ended otherwise");
	MUST(pty_bytes(pty) ==
		strlen("\033[?1049h\033[?7l\033[2;1H\033[1;31m"
		       "bold\033[m and 12:34\033]2;here\a\a\a"
		       "\r\n\033[?1049l\033[?7h"),
	    "%zu bytes", pty_bytes(pty));
	PASS("so is that it leaves nothing behind");
}

static void
slowly(void)
{
	struct pty *pty = run("stty raw -echo; printf ready; dd bs=1 count=3 "
			      "2>/dev/null; printf -- -");

	pty_expect_row(pty, 0, "ready");
	pty_type_slowly(pty, "abc");
	pty_expect_row(pty, 0, "readyabc-");
	MUST(pty_status(pty) == 0, "it ended otherwise");
	PASS("keys can be typed one by one");
}

static void
sizes(void)
{
	struct pty *pty =
	    run("trap 'stty size' WINCH; stty size; while :; do read -r x && "
		"exit; done");

	pty_expect_row(pty, 0, "6 30");
	pty_resize_to(pty, 10, 40);
	pty_type(pty, "\n");
	pty_expect_has(pty, "10 40");
	MUST(pty_status(pty) == 0, "it ended otherwise");
	PASS("the terminal can have another size");
}

static void
home(void)
{
	struct pty *pty;

	pty_config("times yes\n");
	pty = run("cat $XDG_CONFIG_HOME/forkcast/config; cd $HOME && ls -d "
		  "config; echo ${XDG_STATE_HOME#$HOME} $TERM");
	pty_expect_screen(pty, "times yes\nconfig\n/state xterm-256color\n");
	MUST(pty_status(pty) == 0, "it ended otherwise");
	PASS("its home is the scratch directory");
}

int
main(void)
{
	sees();
	slowly();
	sizes();
	home();
	return tap_done();
}
