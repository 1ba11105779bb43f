/* Even a hostile server cannot control the terminal. */
#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/filter.h"
#include "tests/lib/pty.h"

#define ID "1700000000000001"
#define MSG "msg " ID " 1 eve "

/* The server's line, and the row shown for it. */
static const struct {
	const char *said;
	const char *row;
} attacks[] = {
	{ MSG "\033[2J\033]0;title\a", "?? " MSG "?[2J?]0;title?" },
	{ MSG "\xc2\x9b"
	      "31m",
	    "?? " MSG "?31m" },
	{ MSG "back\b\b\b\b", "?? " MSG "back????" },
	{ MSG "over\rwrite", "?? " MSG "over?write" },
	{ "msg 1 1 \033[1mx y", "?? msg 1 1 ?[1mx y" },
	{ "err join \033[0c no", "?? err join ?[0c no" },
	{ "hello \033[c", "?? hello ?[c" },
	{ MSG "broken \xff\xc0\x80 utf", "?? " MSG "broken ??? utf" },
	{ MSG "b\x02old\x0f, \x03"
	      "4,12red\x03, \x04"
	      "ff0000hex\x1f",
	    "eve: bold, red, hex" },
	{ MSG "a\tb", "eve: a    b" },
	{ MSG "\xe2\x80\xae"
	      "evil\xe2\x80\xac \xe2\x81\xa6x\xe2\x81\xa9",
	    "eve: evil x" },
	{ "set " ID " 1 colour eve \033[2J",
	    "?? set " ID " 1 colour eve ?[2J" },
	{ "set " ID " 1 \033[2J eve red", "?? set " ID " 1 ?[2J eve red" },
	{ "set " ID " 1 colour eve \x03"
	  "4red \xe2\x80\xae"
	  "abc",
	    "-- eve has set colour of #1: red abc" },
	{ "ok put 1 colour " ID " \x02red\t!",
	    "-- colour of #1 is set; it was: red    !" },
	{ "ok put 1 \x02\xe2\x80\xaekey " ID " red",
	    "-- key of #1 is set; it was: red" },
	{ "ok time " ID " \xe2\x80\xaenow", "-- the server's clock: now" },
	{ "row 1 colour " ID " eve \xe2\x80\xaered",
	    "-- colour of #1, by eve (" ID "): red" },
	{ "item " ID " 1 eve 0 \x1fwash\tup \xe2\x81\xa6x",
	    "-- item of #1 from eve (/done " ID "): wash    up x" },
	{ "item " ID " 1 eve \xe2\x80\xae"
	  "1 up",
	    "?? item " ID " 1 eve 1 up" },
	{ MSG "a\xe2\x80\xa8"
	      "b",
	    "eve: a b" },
};

static void
on_a_terminal(void)
{
	struct fake fake;

	fake_start(&fake);
	struct pty *pty = PTY_CLIENT(fake.address, "-1", "-n", "javad", "1");
	fake_welcome_person(&fake, "javad");
	pty_type(pty, "typed");
	pty_expect_cursor(pty, "typed", 5);
	for (size_t i = 0; i < COUNT(attacks); i++) {
		fake_say(&fake, attacks[i].said);
		fake_say(&fake, "\n");
		pty_expect(pty, "%s", attacks[i].row);
		pty_expect_cursor(pty, "typed", 5);
		PASS("%s", attacks[i].row);
	}
	fake_say(&fake, "bye shutdown \033]0;bye\a\n");
	fake_say(&fake, "bye shutdown now\n");
	MUST(pty_status(pty) == 69, "the end was not noticed");
	pty_expect(pty, "forkcast: disconnected by the server: now");
	PASS("no sequence has come that the client does not draw with");
	fake_stop(&fake);
}

static void
as_a_filter(void)
{
	static struct filter filter;
	struct fake fake;

	fake_start(&fake);
	filter_start(&filter, fake.address,
	    (const char *const[]) { "-n", "javad", "1", NULL });
	fake_welcome(&fake, "javad");
	for (size_t i = 0; i < COUNT(attacks); i++) {
		fake_say(&fake, attacks[i].said);
		fake_say(&fake, "\n");
	}
	fake_say(&fake, "bye shutdown now\n");
	MUST(filter_end(&filter) == 69, "the end was not noticed");
	for (const char *at = filter.said; *at != '\0'; at++)
		MUST(*at == '\n' || (unsigned char)*at >= ' ',
		    "a control character came through");
	PASS("nor does a filter let any through");
	fake_stop(&fake);
}

int
main(void)
{
	on_a_terminal();
	as_a_filter();
	return tap_done();
}
