/* client/person/screen: a key costs a slow line only what it changes. */
#include "client/person/screen.h"

#include "tests/lib/tap.h"

static struct out out;
static struct screen screen;

static void
start(bool plain)
{
	out_init(&out, -1);
	screen_init(&screen, &out);
	screen.plain = plain;
	screen_resize(&screen, 40, 24);
	screen_set_status(&screen, STR(" status "));
}

/* What is written when these keys are pressed. */
static struct str
press(const char *keys)
{
	buf_drop(&out.waiting, buf_len(&out.waiting));
	for (; *keys != '\0'; keys++)
		(void)screen_key(&screen, *keys);
	screen_draw(&screen);
	return buf_str(&out.waiting);
}

static void
draws_changes(void)
{
	start(false);
	TAP_STR(press(""), STR("\r\033[J\n\033[7m status \033[0m\033[A\r"),
	    "at first the row and the status line");
	TAP_STR(press("a"), STR("a"), "a character at the end is that alone");
	TAP_STR(press("bcd"), STR("bcd"), "and so are many");
	TAP_STR(press(""), STR(""), "no change is nothing");
	TAP_STR(press("\033[D"), STR("\r\033[3C"), "the cursor moves");
	TAP_STR(press("x"), STR("xd\r\033[4C"), "the rest of the row moves");
	TAP_STR(press("\x05\x7f"), STR("\033[K"), "the last is deleted");
	TAP_STR(press("\xcc\x81"), STR("\r\033[3Cx\xcc\x81"),
	    "an accent is drawn with its letter");
	TAP_STR(press("\x15"), STR("\r\033[K"), "all of it is deleted");
	screen_free(&screen);
}

static void
adds_lines(void)
{
	start(false);
	(void)press("abc");
	buf_drop(&out.waiting, buf_len(&out.waiting));
	screen_add(&screen, STR("one\ntwo\n"));
	TAP_STR(buf_str(&out.waiting), STR("\r\033[Jone\ntwo\n"),
	    "lines take the place of the row");
	TAP_STR(press(""),
	    STR("\rabc\033[J\n\033[7m status \033[0m\033[A\r\033[3C"),
	    "which is drawn below them");
	screen_free(&screen);
}

/* CR, BEL and text is all that there is. */
static void
stays_plain(void)
{
	start(true);
	(void)press("abc");
	TAP_STR(press("\x01"), STR("\r"), "to the start");
	TAP_STR(press("\x06"), STR("\ra"), "a character is drawn to move");
	TAP_STR(press("\x0b"), STR("  \ra"), "spaces erase");
	buf_drop(&out.waiting, buf_len(&out.waiting));
	screen_add(&screen, STR("\033[2m-- dim\033[0m\n"));
	TAP_STR(buf_str(&out.waiting), STR("\r \r-- dim\n"),
	    "sequences are left out");
	TAP_STR(press("\033[5~"), STR("\a\ra"), "there is no scrolling");
	screen_free(&screen);
}

int
main(void)
{
	draws_changes();
	adds_lines();
	stays_plain();
	return tap_done();
}
