/* client/text/render: what a person sees of the server's lines. */
#include "client/text/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/lib/tap.h"

#define ID "1700000000000000" /* 2023-11-14 22:13:20 UTC */
#define DIM(text) "\033[2m" text "\033[0m\n"
#define BAD(text) "\033[31m" text "\033[0m\n"
#define ALI "\033[31mali\033[0m"
#define ME(text) "\033[1m" text "\033[0m"

static char room[RENDER_ROOM];

static struct str
text_of(struct str text)
{
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	render_text(&buf, text);
	return buf_str(&buf);
}

static const struct {
	const char *text;
	const char *shown;
} texts[] = {
	{ "a\tb", "a    b" },
	{ "\001A\002B\017C\021D\026E\035F\x1e"
	  "G\x1f",
	    "ABCDEFG" },
	{ "\004ff0000,00FF00hex", "hex" },
	{ "\033[31m", "?[31m" },
	{ "\r\n\b\a\x7f", "?????" },
	{ "\xc2\x9b"
	  "31m",
	    "?31m" },
	{ "\xed\xa0\x80", "???" },
	{ "\xe2\x80\xae"
	  "abc\xe2\x80\xac",
	    "abc" },
	{ "a\xe2\x80\xa8"
	  "b\xe2\x80\xa9"
	  "c",
	    "a b c" },
	/* Joiners and variations stay where they have a meaning, only there */
	{ "a\xe2\x80\x8c"
	  "b\xe2\x80\x8d"
	  "c\xe2\x80\x8d",
	    "abc" },
	{ "\xe2\x80\x8dx\xef\xb8\x8f", "x" },
	{ "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae",
	    "\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae" },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb\xe2\x80\x8d",
	    "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb" },
	{ "\xe2\x98\x80\xef\xb8\x8f", "\xe2\x98\x80\xef\xb8\x8f" },
	/* Blank characters become spaces: of Braille, U+00A0, U+3000 */
	{ "\xe2\xa0\x80|\xc2\xa0|\xe3\x80\x80|", " | |  |" },
};

static void
shows_texts(void)
{
	for (size_t i = 0; i < COUNT(texts); i++)
		TAP_STR(text_of(str_from(texts[i].text)),
		    str_from(texts[i].shown), "text %zu", i);
	TAP_STR(text_of(STR("a\0b")), STR("a?b"), "a NUL");
}

/* No byte of any kind gets through that is not a character. */
static void
shows_nothing_bad(void)
{
	char text[3] = { 'a', 0, 'b' };
	size_t bad = 0;

	for (int byte = 0; byte < 256; byte++) {
		text[1] = (char)byte;
		const struct str shown =
		    text_of((struct str) { text, sizeof(text) });
		for (size_t i = 0; i < shown.len; i++)
			bad += shown.at[i] < ' ' || shown.at[i] == 0x7f;
	}
	TAP_NUM(bad, 0, "no control character from any single byte");
}

static const struct {
	const char *line;
	const char *person; /* in one group */
	const char *stable; /* null: "-- " and the line */
} lines[] = {
	{ "msg " ID " 1 ali hello", ALI ": hello\n", "[1] ali: hello\n" },
	{ "msg " ID " 1 ali \001ACTION waves\001", "* " ALI " waves\n",
	    "[1] ali: ACTION waves\n" },
	{ "done " ID " tea ali 0",
	    DIM("-- ali has finished item " ID " of #tea"), NULL },
	{ "box tea 3 10 1000 120 " ID " " ID " 0 ali",
	    DIM("-- waiting    3, taken   10, takers 1000: #tea, made by ali"),
	    NULL },
	{ "invite " ID " tea ali me",
	    DIM("-- ali has invited you to #tea (/join #tea)"),
	    "-- invite tea ali me\n" },
	{ "past msg " ID " tea ali!a@host!*!- hello",
	    DIM("-- 2023-11-15 01:43:20 (" ID ") [#tea] ali: hello"), NULL },
	{ "past past past x", DIM("-- past past x"), NULL },
	{ "ok mode tea nt " ID " o 0 -",
	    DIM("-- modes of #tea: nt; you are an operator; limit: none, key: none"),
	    NULL },
	{ "ok mode tea kl " ID " ov 7 opensesame",
	    DIM("-- modes of #tea: kl; you are an operator and have voice; "
		"limit: 7, key: opensesame"),
	    NULL },
	{ "ok mode tea k " ID " * 0 *",
	    DIM("-- modes of #tea: k; you are not a member; limit: none, key: hidden"),
	    NULL },
	{ "ok mode tea +b evil!*@*", DIM("-- you set +b evil!*@* on #tea"),
	    NULL },
	{ "err mode not-operator not an operator of that group",
	    BAD("!! modes not changed: you are not an operator of that group"),
	    NULL },
	{ "err mode not-kept +m of tea is in effect",
	    BAD("!! modes not saved: +m of tea is in effect"), NULL },
	{ "ok topic tea green or black -",
	    DIM("-- the topic of #tea: green or black -"), NULL },
	{ "ok put tea cup " ID " full of it",
	    DIM("-- cup of #tea is set; it was: full of it"), NULL },
	{ "err - too-long why", BAD("!! line refused: why"), NULL },
};

static struct str
line_of(const char *line, const struct manner *manner)
{
	struct command parsed;
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	if (TAP_NUM(grammar_parse(str_from(line), FROM_SERVER, &parsed),
		CODE_OK, "it is of the protocol: %s", line))
		render_line(&buf, &parsed, manner);
	return buf_str(&buf);
}

static void
shows_lines(void)
{
	const struct manner person = { .me = STR("me") };
	const struct manner stable = { .me = STR("me"), .stable = true };

	for (size_t i = 0; i < COUNT(lines); i++) {
		char usual[512];
		const char *wanted = lines[i].stable;
		(void)snprintf(usual, sizeof(usual), "-- %s\n", lines[i].line);
		TAP_STR(line_of(lines[i].line, &person),
		    str_from(lines[i].person), "for a person: line %zu", i);
		TAP_STR(line_of(lines[i].line, &stable),
		    str_from(wanted != NULL ? wanted : usual),
		    "stable: line %zu", i);
	}
}

int
main(void)
{
	if (setenv("TZ", "XYZ-3:30", 1) != 0 || setenv("TERM", "xterm", 1) != 0)
		tap_skip("no memory");
	tzset();
	theme_reset();
	shows_texts();
	shows_nothing_bad();
	shows_lines();
	return tap_done();
}
