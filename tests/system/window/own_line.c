/*
 * Our own line appears once: at once and dimmed, then in the place and with the
 * time of its echo, after the lines that others sent before; a refused line
 * stays, marked with the reason. This holds for any size of the screen.
 */
#include "tests/lib/faked.h"

#define ALT "\033"
#define HOUR (3600 * SEC)

static struct fake fake;

static struct pty *
begin(size_t rows, size_t columns)
{
	fake_start(&fake);
	struct pty *pty =
	    PTY_WINDOW(fake.address, rows, columns, "-n", "javad", "dev");
	faked_admit(&fake, "dev");
	pty_expect_has(pty, "-- in #dev: ali");
	return pty;
}

static void
is_confirmed(void)
{
	struct pty *pty = begin(24, 80);

	pty_type(pty, "hello all\r");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "[12:##] -- javad has joined #dev\n"
	    "...\n"
	    "        javad: hello all\n"
	    "...\n"
	    "[#dev]");
	pty_expect_style(pty, "hello all", "dim");
	PASS("what is said stands there, dimmed, before the server answers");
	pty_type(pty, "second\r");
	fake_expect(&fake, "send dev hello all");
	fake_expect(&fake, "send dev second");
	fake_happens(&fake, HOUR, "msg @ dev ali me first");
	pty_expect_screen(pty,
	    "...\n"
	    "[11:##] ali: me first\n"
	    "        javad: hello all\n"
	    "        javad: second\n"
	    "...\n"
	    "[#dev]");
	PASS("what comes before its echo stands before it");
	fake_happens(&fake, HOUR, "msg @ dev javad hello all");
	fake_happens(&fake, HOUR, "msg @ dev ali and between");
	pty_expect_screen(pty,
	    "...\n"
	    "[11:##] ali: me first\n"
	    "[11:##] javad: hello all\n"
	    "[11:##] ali: and between\n"
	    "        javad: second\n"
	    "...\n"
	    "[#dev]");
	pty_expect_style(pty, "hello all", "none");
	pty_expect_style(pty, "second", "dim");
	PASS("the echo takes its place and its time");
	fake_happens(&fake, HOUR, "msg @ dev javad second");
	pty_expect_has(pty, "[11:##] javad: second");
	faked_leave(&fake, pty);
}

static void
is_refused(void)
{
	struct pty *pty = begin(24, 80);

	pty_type(pty, "one\rtwo\r/me waves\r");
	fake_expect(&fake, "send dev two");
	fake_happens(&fake, HOUR, "msg @ dev javad one");
	fake_say(&fake, "err send slow-down that is too much at once\n");
	pty_expect_screen(pty,
	    "...\n"
	    "[11:##] javad: one\n"
	    "[12:##] !! javad: two (not sent: that is too much at once)\n"
	    "        * javad waves\n"
	    "...\n"
	    "[#dev]");
	pty_expect_style(pty, "javad: two", "red");
	pty_expect_style(pty, "* javad waves", "dim");
	PASS("what is refused is marked, and says why");
	fake_happens(&fake, HOUR, "msg @ dev javad \001ACTION waves\001");
	pty_expect_screen(pty,
	    "...\n"
	    "[11:##] javad: one\n"
	    "[12:##] !! javad: two (not sent: that is too much at once)\n"
	    "[11:##] * javad waves\n"
	    "...\n"
	    "[#dev]");
	PASS("so is a deed of one's own");
	faked_leave(&fake, pty);
}

/* The view of all has a line once it is confirmed. */
static void
is_in_all(void)
{
	struct pty *pty = begin(24, 80);

	pty_type(pty, "hello all\r" ALT "0");
	fake_expect(&fake, "send dev hello all");
	pty_expect_has(pty, "[0:all]");
	pty_expect_not(pty, "hello all");
	fake_happens(&fake, HOUR, "msg @ dev javad hello all");
	pty_expect_has(pty, "[11:##] [#dev] javad: hello all");
	PASS("the view of all has it when the server has returned it");
	faked_leave(&fake, pty);
}

/* Screens, and whether there is room for times. */
static const struct {
	size_t rows, columns;
	bool times;
} sizes[] = { { 10, 40, false }, { 5, 20, false }, { 60, 200, true } };

static void
is_so_everywhere(void)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct pty *pty = begin(sizes[i].rows, sizes[i].columns);
		pty_type(pty, "hello all\r");
		pty_expect_style(pty, "javad: hello all", "dim");
		fake_happens(&fake, HOUR, "msg @ dev javad hello all");
		pty_expect_style(pty, "hello all", "none");
		pty_expect_has(pty,
		    sizes[i].times ? "[11:##] javad: hello all" :
				     "javad: hello all");
		PASS("so it is with %zux%zu", sizes[i].columns, sizes[i].rows);
		faked_leave(&fake, pty);
	}
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	is_confirmed();
	is_refused();
	is_in_all();
	is_so_everywhere();
	return tap_done();
}
