/*
 * client/text/render_window, stamp, theme: whatever the server says and a
 * configuration asks for, a line of the window is text and sequences of our
 *own, ends with none begun, isolates what it isolates, and fits its room. The
 *first byte: colours, and what is asked for. Then a script:
 *	<line	the server says it
 *	>line	it is one's own
 *	=value	of the theme
 *	@format	of stamps
 */
#include <stdlib.h>

#include "client/text/render.h"
#include "client/text/stamp.h"
#include "client/text/theme.h"
#include "client/text/width.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/fuzz/lib/wellformed.h"
#include "tests/lib/must.h"

/* The length of the text's part in the reason for refusing it. */
#define WHY 64

enum { PLACES = 1 << 2, MEANT = 1 << 3, PENDING = 1 << 4 };

/* The length of ESC [ numbers m; *ends: it ends all that was begun. */
static size_t
sequence(struct str text, bool *ends)
{
	size_t len = 2;

	MUST(text.len > 2 && text.at[1] == '[', "half a sequence");
	while (len < text.len && strchr("0123456789;", text.at[len]) != NULL)
		len++;
	MUST(len < text.len && text.at[len] == 'm', "it is not for a style");
	*ends = len == 3 && text.at[2] == '0';
	return len + 1;
}

static size_t
character(struct str text, size_t *isolated)
{
	const size_t len = wellformed_first(text);
	const unsigned char c = (unsigned char)text.at[0];

	MUST(len > 0 && c >= ' ' && c != 0x7f, "byte %02x", c);
	MUST(c != 0xc2 || (unsigned char)text.at[1] >= 0xa0, "a C1");
	if (len == 3 && !memcmp(text.at, "\xe2\x81\xa8", 3))
		++*isolated;
	if (len == 3 && !memcmp(text.at, "\xe2\x81\xa9", 3)) {
		MUST(*isolated == 1, "nothing was isolated");
		--*isolated;
	}
	MUST(*isolated <= 1, "isolated twice");
	return len;
}

static void
check_text(struct str text)
{
	bool ended = true;
	size_t isolated = 0;
	size_t len;

	MUST(text.len < RENDER_ROOM, "%zu bytes", text.len);
	for (; text.len > 0; text.at += len, text.len -= len)
		if (*text.at == '\033')
			len = sequence(text, &ended);
		else
			len = character(text, &isolated);
	MUST(ended, "a style goes on");
	MUST(isolated == 0, "it is isolated for ever");
}

static void
check(const struct buf *line)
{
	check_text(buf_str(line));
}

static void
say(struct str line, const struct manner *manner)
{
	char memory[RENDER_ROOM];
	struct command parsed;
	struct buf to;

	buf_init(&to, memory, sizeof(memory));
	if (line.len < LIMIT_LINE &&
	    grammar_parse(line, FROM_SERVER, &parsed) == CODE_OK)
		render_line(&to, &parsed, manner);
	check(&to);
}

static void
type(struct str line, const struct manner *manner, bool failed)
{
	static char memory[RENDER_ROOM], own_memory[RENDER_ROOM];
	struct buf to, own;

	if (line.len > LIMIT_TEXT)
		return;
	buf_init(&to, memory, sizeof(memory));
	buf_init(&own, own_memory, sizeof(own_memory));
	render_own(&own, manner->me, line, manner);
	check(&own);
	if (!failed)
		return;
	if (line.len > WHY)
		line.len = WHY;
	render_own_failed(&to, buf_str(&own), &line, 1);
	check(&to);
}

/* In words it is what was read. */
static void
set_theme(const char *value)
{
	char text[THEME_TEXT + 1];
	char again[THEME_TEXT];

	if (theme_set(value) != NULL)
		return;
	for (size_t i = 0; i < THEME_KEYS; i++) {
		const enum theme_key key = (enum theme_key)i;
		const struct str words = theme_text(key, text);
		text[words.len] = '\0';
		MUST(theme_set(text) == NULL, "its own words");
		MUST(str_eq(words, theme_text(key, again)), "other words");
	}
}

static void
set_stamp(const char *format)
{
	char memory[STAMP_ROOM];
	struct buf to;

	if (stamp_set(format) != NULL)
		return;
	buf_init(&to, memory, sizeof(memory));
	stamp_put(&to, clock_wall());
	check(&to);
	MUST(width_of(buf_str(&to)) == stamp_columns(), "as wide as all");
}

static void
set(char kind, struct str value)
{
	char text[128];

	if (value.len >= sizeof(text))
		return;
	memcpy(text, value.at, value.len);
	text[value.len] = '\0';
	if (kind == '=')
		set_theme(text);
	else
		set_stamp(text);
}

void
fuzz(struct str input)
{
	const unsigned how = fuzz_byte(&input);
	const struct manner manner = { .window = true,
		.me = STR("me"),
		.places = how & PLACES,
		.meant = how & MEANT,
		.depth = (enum depth)(how & 3) };
	struct str step;

	theme_reset();
	theme_depth(manner.depth);
	while (fuzz_line(&input, &step)) {
		if (step.len == 0)
			continue;
		const struct str rest = { step.at + 1, step.len - 1 };
		if (memchr("=@%|", *step.at, 4) != NULL)
			set(*step.at, rest);
		else if (*step.at == '>')
			type(rest, &manner, how & PENDING);
		else
			say(rest, &manner);
	}
}
