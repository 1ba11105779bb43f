/*
 * client/text/render: what a person sees of the server's lines and of one's
 * own, as a stream and in a view; that nothing of a style is left behind a
 * line, that no stranger can say a sequence, and that the worst fits the room.
 */
#include "client/text/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/text/width.h"
#include "shared/text/utf8.h"
#include "tests/lib/must.h"

#define ID "1700000000000000" /* 2023-11-14 22:13:20 UTC */
#define DIM(text) "\033[2m" text "\033[0m\n"
#define BAD(text) "\033[31m" text "\033[0m\n"
#define ALI "\033[31mali\033[0m"

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
	{ "msg " ID " 1 ali \001ACTION waves", "* " ALI " waves\n",
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
	    BAD("!! mode refused: you are not an operator of that group"),
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
render(const char *line, const struct manner *manner)
{
	struct command parsed;
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	MUST(grammar_parse(str_from(line), FROM_SERVER, &parsed) == CODE_OK,
	    "it is of the protocol: %s", line);
	render_line(&buf, &parsed, manner);
	return buf_str(&buf);
}

static void
shows_lines(void)
{
	const struct manner person = { .me = STR("me") };
	const struct manner stable = { .me = STR("me"), .stable = true };
	const struct manner past = { .me = STR("me"), .past = true };

	for (size_t i = 0; i < COUNT(lines); i++) {
		char usual[512];
		const char *wanted = lines[i].stable;
		(void)snprintf(usual, sizeof(usual), "-- %s\n", lines[i].line);
		TAP_STR(render(lines[i].line, &person),
		    str_from(lines[i].person), "for a person: line %zu", i);
		TAP_STR(render(lines[i].line, &stable),
		    str_from(wanted != NULL ? wanted : usual),
		    "stable: line %zu", i);
	}
	TAP_STR(render("msg " ID " 1 ali hello", &past), STR(DIM("ali: hello")),
	    "of the past");
}

/* --- In a window ---------------------------------------------------------- */

/* The styles with 16 colours. */
#define END "\033[0m"
#define OWN(text) "\033[1m" text END
#define EVENT(text) "\033[2m" text END
#define MISTAKE(text) "\033[31m" text END
#define PENDING(text) "\033[2m" text END

/* sara's colour with 16, and that of her name in Persian */
#define SARA "\033[94msara" END
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"
#define SARA_FA "\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7"
#define HELLO_FA "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"

static const struct {
	const char *line;
	const char *view; /* of a group or a person */
	const char *all; /* the view of all; null: the same */
} views[] = {
	{ "msg " ID " dev sara hello", SARA ": hello",
	    "[#dev] " SARA ": hello" },
	{ "tell " ID " sara me hello", SARA ": hello", SARA " -> you: hello" },
	/* what is done */
	{ "msg " ID " dev sara \001ACTION waves\001", "* " SARA " waves",
	    "[#dev] * " SARA " waves" },
	{ "msg " ID " o:dev sara hello", SARA " to the operators: hello",
	    "[#dev] " SARA " to the operators: hello" },
	{ "join " ID " dev sara", EVENT("-- sara has joined #dev"), NULL },
	{ "kick " ID " dev boss me enough",
	    EVENT("-- boss has kicked you out of #dev: enough"), NULL },
	{ "mode " ID " dev boss +m",
	    EVENT(
		"-- boss made the group moderated: only operators and voiced members can talk"),
	    EVENT(
		"-- boss made #dev moderated: only operators and voiced members can talk") },
	{ "mode " ID " dev me -o me",
	    EVENT("-- you gave up operator status in the group"),
	    EVENT("-- you gave up operator status in #dev") },
	{ "person dev o sara!s@example.org!*!- " ID " 20 Sara",
	    EVENT("-- @sara (s@example.org), idle for 20 s: Sara"), NULL },
	/* from right to left */
	{ "msg " ID " dev sara " HELLO_FA " hello",
	    SARA ": " FSI HELLO_FA " hello" PDI,
	    "[#dev] " SARA ": " FSI HELLO_FA " hello" PDI },
	/* a list: each name by itself */
	{ "names dev " SARA_FA " ali " HELLO_FA " me",
	    EVENT(
		"-- in #dev: " FSI SARA_FA PDI " ali " FSI HELLO_FA PDI " me"),
	    NULL },
	{ "names " HELLO_FA " ali x" SARA_FA,
	    EVENT("-- in " FSI "#" HELLO_FA PDI ": ali " FSI "x" SARA_FA PDI),
	    NULL },
};

static void
shows_views(void)
{
	const struct manner view = { .window = true, .me = STR("me") };
	struct manner all = view;

	all.places = true;
	for (size_t i = 0; i < COUNT(views); i++) {
		const char *for_all = views[i].all;
		TAP_STR(render(views[i].line, &view), str_from(views[i].view),
		    "line %zu in its view", i);
		TAP_STR(render(views[i].line, &all),
		    str_from(for_all == NULL ? views[i].view : for_all),
		    "line %zu in that of all", i);
	}
}

static void
shows_ours(void)
{
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	const struct str why[] = { STR("not sent: "), STR("no\033") };
	render_own(&buf, STR("me"), STR("\x02" SARA_FA));
	const struct str line = buf_str(&buf);
	struct buf failed;
	char memory[256];
	buf_init(&failed, memory, sizeof(memory));
	render_own_fate(&failed, THEME_MISTAKE, line, why, COUNT(why));
	TAP_STR(buf_str(&failed),
	    str_from(MISTAKE("!! me: " FSI SARA_FA PDI " (not sent: no?)")),
	    "that is refused");
	const struct str about[] = { STR("nobody else is in #"), STR(SARA_FA) };
	buf_init(&buf, room, sizeof(room));
	render_remark(&buf, THEME_EVENT, about, COUNT(about));
	TAP_STR(buf_str(&buf),
	    str_from(EVENT("-- nobody else is in " FSI "#" SARA_FA PDI)),
	    "a group with its sign");
	const struct str silent[] = { STR("no answer from "), STR(SARA_FA),
		STR("\033") };
	buf_init(&buf, room, sizeof(room));
	render_remark(&buf, THEME_MISTAKE, silent, COUNT(silent));
	TAP_STR(buf_str(&buf),
	    str_from(MISTAKE("!! no answer from " FSI SARA_FA PDI "?")),
	    "a mistake");
}

/* Sequences of ours, balanced: whatever is begun is ended by the end. */
static bool
is_styled(struct str text)
{
	bool open = false;
	uint32_t c;

	while (text.len > 0) {
		size_t columns;
		size_t len = width_first(text, &columns);
		if (text.at[0] == '\033') {
			if (len < 3 || text.at[1] != '[' ||
			    text.at[len - 1] != 'm')
				return false;
			open = !(len == 4 && text.at[2] == '0');
		} else {
			len = utf8_decode(text.at, text.len, &c);
			if (len == 0 || c < ' ' || (c >= 0x7f && c < 0xa0))
				return false;
		}
		text = (struct str) { text.at + len, text.len - len };
	}
	return !open;
}

/* A text of the same few bytes over and over, and a dot. */
static void
fits(const char *unit, const char *what, const char *end)
{
	const struct manner manner = { .window = true };
	const struct str head = STR("leave " ID " dev sara ");
	static char line[LIMIT_LINE];
	const size_t len = strlen(unit);
	size_t at = head.len;

	memcpy(line, head.at, head.len);
	while (at + len + 1 <= head.len + LIMIT_TEXT)
		for (size_t i = 0; i < len; i++)
			line[at++] = unit[i];
	line[at] = '.';
	line[at + 1] = '\0';
	memset(room, 0, sizeof(room));
	const struct str shown = render(line, &manner);
	TAP_OK(is_styled(shown), "%s: all that is begun is ended", what);
	tap_note("%zu bytes of %d", shown.len, RENDER_ROOM);
	TAP_OK(shown.len > strlen(end) + 4 &&
		memcmp(shown.at + shown.len - 4, END, 4) == 0 &&
		strstr(room, end) != NULL,
	    "%s: all of it is shown", what);
}

int
main(void)
{
	MUST(
	    setenv("TZ", "XYZ-3:30", 1) == 0 && setenv("TERM", "xterm", 1) == 0,
	    "no memory");
	tzset();
	style_begin();
	shows_texts();
	shows_nothing_bad();
	shows_lines();
	shows_views();
	shows_ours();
	fits("\t", "all TABs", ".)");
	fits("\x02", "all codes", ".)");
	fits(HELLO_FA, "Persian", "." PDI ")");
	return tap_done();
}
