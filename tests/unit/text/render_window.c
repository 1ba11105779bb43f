/*
 * client/text/render, in the window: what a view shows of the server's lines
 * and of one's own; that nothing of a style is left behind a line, that no
 * stranger can say a sequence, and that the worst fits the room.
 */
#include "client/text/render.h"

#include <stdlib.h>

#include "client/text/width.h"
#include "shared/text/utf8.h"
#include "tests/lib/must.h"

#define ID "1700000000000000"

/* The theme of this test: each key as a sequence that can be seen. */
#define END "\033[0m"
#define OWN(text) "\033[1m" text END
#define EVENT(text) "\033[2m" text END
#define MISTAKE(text) "\033[4m" text END
#define PENDING(text) "\033[3m" text END

/* sara's colour with 16, and that of her name in Persian */
#define SARA "\033[94msara" END
#define FSI "\xe2\x81\xa8"
#define PDI "\xe2\x81\xa9"
#define SARA_FA "\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7"
#define HELLO_FA "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"

static char room[RENDER_ROOM];

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

static const struct {
	const char *line;
	const char *view; /* of a group or a person */
	const char *all; /* the view of all; null: the same */
} lines[] = {
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
	{ "names dev ali \x02x", EVENT("-- in #dev: ali \033[1mx\033[0;2m"),
	    NULL },
};

static void
shows_lines(void)
{
	const struct manner view = { .window = true, .me = STR("me") };
	struct manner all = view;

	all.places = true;
	for (size_t i = 0; i < COUNT(lines); i++) {
		const char *for_all = lines[i].all;
		TAP_STR(render(lines[i].line, &view), str_from(lines[i].view),
		    "line %zu in its view", i);
		TAP_STR(render(lines[i].line, &all),
		    str_from(for_all == NULL ? lines[i].view : for_all),
		    "line %zu in that of all", i);
	}
}

/* Texts with the formatting of IRC, and what follows the name of "me". */
static const struct {
	const char *text;
	const char *shown;
	bool many; /* colours: 256, not 16 */
} formats[] = {
	{ "\x02\035both\x02italic", "\033[1;3mboth\033[0;3mitalic" END, false },
	{ "\00304,02red\0033green", "\033[91;44mred\033[32mgreen" END, false },
	{ "\0034,red", "\033[91m,red" END, false },
	{ "\00352x", "\033[91mx" END, false },
	{ "\00352x", "\033[38;5;196mx" END, true },
	{ "\0034r\00399x", "\033[91mr" END "x", true },
	{ "\004ff0000x", "x", false },
	{ "\x02" HELLO_FA "\x02.", FSI "\033[1m" HELLO_FA END "." PDI, false },
};

static struct str
own(const char *text)
{
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	render_own(&buf, STR("me"), str_from(text));
	return buf_str(&buf);
}

static void
set_colours(bool many)
{
	MUST(setenv("TERM", many ? "xterm-256color" : "xterm", 1) == 0,
	    "a terminal");
	style_begin();
}

static void
shows_formats(void)
{
	MUST(theme_set("pending none") == NULL, "a theme");
	for (size_t i = 0; i < COUNT(formats); i++) {
		set_colours(formats[i].many);
		const struct str line = own(formats[i].text);
		MUST(line.len >= 4 && !memcmp(line.at, "me: ", 4), "a name");
		TAP_STR(((struct str) { line.at + 4, line.len - 4 }),
		    str_from(formats[i].shown), "format %zu", i);
	}
	MUST(theme_set("pending italic") == NULL, "a theme");
	TAP_STR(own("a \002b\x02 c"),
	    str_from(PENDING("me: a \033[1mb\033[0;3m c")),
	    "behind a format the line is as it was");
}

static struct str
remark(enum theme_key key)
{
	const struct str pieces[] = { STR("no answer from "), STR(SARA_FA),
		STR("\033") };
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	render_remark(&buf, key, pieces, COUNT(pieces));
	return buf_str(&buf);
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
	TAP_STR(remark(THEME_MISTAKE),
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
	static const char *const themes[] = { "own bold", "mention reverse",
		"event dim", "mistake underline", "pending italic" };

	for (size_t i = 0; i < COUNT(themes); i++)
		MUST(theme_set(themes[i]) == NULL, "a theme");
	set_colours(false);
	shows_lines();
	shows_formats();
	shows_ours();
	MUST(theme_set("event bold 231 on 230") == NULL, "a long one");
	fits("\t", "all TABs", ".)");
	fits("\x02", "all codes", ".)");
	fits("\x02\t", "a code and a TAB each", ".)");
	fits("\00398,97x\x02\00397,98x", "many colours", ".)");
	fits(HELLO_FA, "Persian", "." PDI ")");
	return tap_done();
}
