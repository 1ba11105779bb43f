/*
 * Before it sends several pasted lines, the window asks, and names the group or
 * person of the view, who gets them whatever arrives meanwhile; where nothing
 * can be sent, it does not ask. Lines typed with Alt-Enter between them are
 * sent without a question.
 */
#include "tests/lib/faked.h"

#define ALT "\033"
#define DELETE "\033[3~"
#define TWO "\033[200~one\r/quit\r\033[201~"

/* Both lines, as the server says them to the sender. */
#define LINES_OF(id, to) "lines " id " " to " javad 2\n"
#define SAID(id)                     \
	LINES_OF(id, "dev")          \
	"msg " id " dev javad one\n" \
	"msg " id " dev javad /quit\n"
#define TOLD(id)                      \
	LINES_OF(id, "@ali")          \
	"tell " id " javad ali one\n" \
	"tell " id " javad ali /quit\n"

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
names_the_view(struct pty *pty)
{
	pty_type(pty, "half" TWO);
	pty_expect_cursor(pty, "send 2 lines to #dev? (y/n)", 28);
	pty_type(pty, "n\r");
	pty_expect_has(pty, "-- paste discarded");
	pty_expect_cursor(pty, "[#dev] half", 11);
	pty_type(pty, TWO);
	pty_expect_cursor(pty, "send 2 lines to #dev? (y/n)", 28);
	pty_type(pty, "y\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	pty_expect_cursor(pty, "[#dev] half", 11);
	pty_expect_style(pty, "javad: one (+1 line)", "dim");
	fake_say(&fake, SAID("1700000000000001"));
	pty_expect_has(pty, "]        /quit");
	PASS("they are one message, with one name");
	pty_type(pty, "\x15/query ali\r");
	pty_expect_has(pty, "[2:ali]");
	fake_expect(&fake, "whois ali");
	fake_say(&fake, "ok whois ali\n");
	pty_type(pty, TWO);
	pty_expect_cursor(pty, "send 2 lines to ali? (y/n)", 27);
	pty_type(pty, "y\r");
	fake_expect(&fake, "lines @ali 3,5 one /quit");
	fake_say(&fake, TOLD("1700000000000002"));
	PASS("the question names the view, and the lines go there");
}

/* The view that is to be current comes while the question stands there. */
static void
goes_where_asked(struct pty *pty)
{
	pty_type(pty, "/join ops\r");
	fake_expect(&fake, "join ops");
	pty_type(pty, TWO);
	pty_expect_cursor(pty, "send 2 lines to ali? (y/n)", 27);
	fake_happens(&fake, 0, "join @ ops javad");
	fake_expect(&fake, "topic ops");
	fake_expect(&fake, "names ops");
	fake_say(
	    &fake, "ok topic ops -\nok mode ops n 0 - 0 -\nok names ops 0\n");
	pty_type(pty, "y\r");
	fake_expect(&fake, "lines @ali 3,5 one /quit");
	fake_say(&fake, TOLD("1700000000000003"));
	PASS("they go where it was asked");
}

static void
is_mute(struct pty *pty)
{
	pty_type(pty, ALT "0");
	pty_expect_has(pty, "[0:all]");
	pty_type(pty, TWO);
	pty_expect_has(pty, "!! not sent: this view shows all groups");
	pty_expect_cursor(pty, "[all]", 6);
	pty_type(pty,
	    ALT "1"
		"/part\r");
	fake_expect(&fake, "leave dev");
	fake_happens(&fake, 0, "leave @ dev javad");
	pty_expect_has(pty, "-- javad has left #dev");
	pty_type(pty, TWO);
	pty_expect_has(pty, "!! not sent: you have left this group");
	pty_expect_cursor(pty, "[#dev]", 7);
	PASS("where nothing can be said nothing is asked");
}

/* A paste without its end is ended by time, or by Ctrl-C. */
static void
never_ends(struct pty *pty)
{
	pty_type(pty, "\033[200~one\rtwo");
	pty_pace(pty, SEC);
	pty_expect_cursor(pty, "send 2 lines to #dev? (y/n)", 28);
	pty_type(pty, "n\r");
	pty_expect_cursor(pty, "[#dev]", 7);
	pty_type(pty, "\033[200~three\rfour");
	pty_pace(pty, MSEC);
	pty_type(pty, "\003");
	pty_expect_cursor(pty, "send 2 lines to #dev? (y/n)", 28);
	pty_type(pty, "n\r");
	pty_expect_cursor(pty, "[#dev]", 7);
	PASS("a paste that never ends does not take the keyboard away");
}

static void
is_refused(void)
{
	struct pty *pty = begin(24, 80);

	never_ends(pty);
	pty_type(pty, TWO "y\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	fake_say(&fake, "err lines slow-down wait\n");
	pty_expect_has(pty, "javad: one (+1 line) (not sent: wait)");
	pty_type(pty, TWO "y\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	fake_say(&fake, "err lines no-such-name nobody has that name\n");
	pty_expect_has(pty, "only single lines can wait for somebody");
	pty_type(pty, TWO "y\r");
	fake_expect(&fake, "send dev one");
	fake_expect_next(&fake, "send dev /quit");
	fake_happens(&fake, 0, "msg @ dev javad one");
	fake_happens(&fake, 0, "msg @ dev javad /quit");
	pty_type(pty, TWO "y\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	fake_happens(&fake, 0, "msg @ dev javad all");
	PASS("they are refused as a whole, or sent one by one");
	pty_type(pty, "/lines dev 2\r");
	pty_expect_has(pty, "to send several lines as one message, paste them");
	PASS("lines that would follow are not waited for");
	faked_leave(&fake, pty);
}

/* Alt-Enter is a line break, and Enter sends all lines without a question. */
static void
types_lines(void)
{
	struct pty *pty = begin(24, 80);

	pty_type(pty, "one" ALT "\r/quit");
	pty_expect_cursor(pty, "[#dev] one\xe2\x86\xb5/quit", 16);
	pty_type(pty, "\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	pty_expect_cursor(pty, "[#dev]", 7);
	fake_say(&fake, SAID("1700000000000001"));
	pty_expect_has(pty, "]        /quit");
	pty_type(pty, ALT "[A\001/\r");
	pty_expect_has(pty, "!! not sent: a command is a single line");
	pty_expect_cursor(pty, "[#dev] /one\xe2\x86\xb5/quit", 8);
	pty_type(pty, "\001" DELETE ALT "f x\r");
	fake_expect(&fake, "lines dev 5,5 one x /quit");
	fake_say(&fake, "err lines slow-down wait\n");
	pty_type(pty, ALT "0a" ALT "\rb\r");
	pty_expect_has(pty, "!! not sent: this view shows all groups");
	pty_expect_cursor(pty,
	    "[all] a\xe2\x86\xb5"
	    "b",
	    9);
	PASS("lines that are typed are one message");
	pty_type(pty, "\025" ALT "1");
	pty_expect_has(pty, "[#dev]");
	faked_leave(&fake, pty);
}

static void
fits(void)
{
	struct pty *pty = begin(5, 20);

	pty_type(pty, TWO);
	pty_expect_row(pty, 3, "send 2 lines to #dev");
	pty_expect_row(pty, 4, "? (y/n)");
	pty_expect_place(pty, 4, 8);
	pty_type(pty, "y\r");
	fake_expect(&fake, "lines dev 3,5 one /quit");
	fake_say(&fake, SAID("1700000000000001"));
	PASS("on a narrow screen the question takes two rows");
	faked_leave(&fake, pty);
}

int
main(void)
{
	pty_paced(true);
	pty_noon();
	struct pty *pty = begin(24, 80);
	names_the_view(pty);
	goes_where_asked(pty);
	is_mute(pty);
	faked_leave(&fake, pty);
	is_refused();
	types_lines();
	fits();
	return tap_done();
}
