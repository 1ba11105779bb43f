/* client/chat/plain/stream: a key costs a slow line only what it changes. */
#include "client/chat/plain/stream.h"

#include "tests/lib/tap.h"

static struct out out;
static struct stream stream;
static struct typing typing;

static void
start(bool plain)
{
	out_init(&out, -1);
	typing = (struct typing) { 0 };
	stream_init(&stream, &out, &typing);
	stream.plain = plain;
	stream_resize(&stream, 40);
}

/* Returns the bytes written after these keys. */
static struct str
press(const char *keys)
{
	buf_drop(&out.waiting, buf_len(&out.waiting));
	for (; *keys != '\0'; keys++) {
		const struct key key = keys_feed(&typing.keys, *keys);
		(void)typing_key(&typing, &key);
	}
	stream_draw(&stream);
	return buf_str(&out.waiting);
}

static void
draws_changes(void)
{
	start(false);
	TAP_STR(press(""), STR("\r\033[J"), "at first the row");
	TAP_STR(press("a"), STR("a"), "a character at the end is that alone");
	TAP_STR(press("bcd"), STR("bcd"), "and so are many");
	TAP_STR(press(""), STR(""), "no change is nothing");
	TAP_STR(press("\033[D"), STR("\r\033[3C"), "the cursor moves");
	TAP_STR(press("x"), STR("xd\r\033[4C"), "the rest of the row moves");
	TAP_STR(press("\x05\x7f"), STR("\033[K"), "the last is deleted");
	TAP_STR(press("\xcc\x81"), STR("\r\033[3Cx\xcc\x81"),
	    "an accent is drawn with its letter");
	TAP_STR(press("\x15"), STR("\r\033[K"), "all of it is deleted");
	stream_free(&stream);
	typing_free(&typing);
}

static void
adds_lines(void)
{
	start(false);
	(void)press("abc");
	buf_drop(&out.waiting, buf_len(&out.waiting));
	stream_add(&stream, STR("one\ntwo\n"));
	TAP_STR(buf_str(&out.waiting), STR("\r\033[Jone\ntwo\n"),
	    "lines take the place of the row");
	TAP_STR(press(""), STR("\rabc\033[J"), "which is drawn below them");
	stream_free(&stream);
	typing_free(&typing);
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
	stream_add(&stream, STR("\033[2m-- dim\033[0m\n"));
	TAP_STR(buf_str(&out.waiting), STR("\r \r-- dim\n"),
	    "sequences are left out");
	stream_free(&stream);
	typing_free(&typing);
}

int
main(void)
{
	draws_changes();
	adds_lines();
	stays_plain();
	return tap_done();
}
