/* client/term/bar: the status line is exactly as wide as it is to be. */
#include "client/term/bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/text/theme.h"
#include "client/text/width.h"
#include "tests/lib/must.h"

/* 14:02 in Greenwich */
#define NOW (1795183320 * SEC)

static struct views views;
static struct bar bar;
static char memory[BAR_SIZE];
static struct buf line;

static struct view *
open_view(enum view_kind kind, const char *name)
{
	struct view *view = views_open(&views, kind, str_from(name));

	MUST(view != NULL, "a view for %s", name);
	return view;
}

static void
say(struct view *view, enum line_kind kind, int count)
{
	while (count-- > 0)
		MUST(views_add(&views, view, kind, NOW, STR("x"), 0) != NULL,
		    "there is memory");
}

/* Draws it; line is its text without styles. */
static void
draw(size_t columns)
{
	bool styled = false;
	size_t len = 0;

	buf_init(&line, memory, sizeof(memory));
	bar_put(&line, &bar, columns);
	for (size_t i = 0; i < line.end; i++) {
		styled = styled || memory[i] == '\033';
		if (!styled)
			memory[len++] = memory[i];
		styled = styled && memory[i] != 'm';
	}
	line.end = len;
}

int
main(void)
{
	static const char *const narrow[] = { "[1] 2! +197  off", " ", "[1]" };

	MUST(setenv("TZ", "UTC", 1) == 0, "a time zone");
	tzset();
	MUST(views_begin(&views), "there is memory");
	bar = (struct bar) { .views = &views,
		.me = STR("javad"),
		.server = STR("chat.example.net:1234"),
		.now = NOW,
		.members = 1,
		.away = true,
		.back = true,
		.below = 123456 };
	(void)open_view(VIEW_GROUP, "dev");
	views_choose(&views, 1);
	say(open_view(VIEW_GROUP, "ops"), LINE_MENTION, 4);
	say(open_view(VIEW_PERSON, "sara"), LINE_TALK, 2);
	say(open_view(VIEW_GROUP, "build"), LINE_TALK, 1200);
	for (size_t i = 5; i < VIEWS_MOST; i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "group-%zu", i * i);
		say(open_view(VIEW_GROUP, name),
		    i % 3 == 0 ? LINE_MENTION : LINE_TALK, (int)i);
	}
	for (size_t columns = 0; columns <= 300; columns++) {
		draw(columns);
		MUST(width_of(buf_str(&line)) == columns,
		    "%zu columns are %zu: %.*s", columns,
		    width_of(buf_str(&line)), (int)buf_len(&line), memory);
	}
	PASS("it is as wide as it is to be, from 0 to 300 columns");
	for (size_t i = 0; i < COUNT(narrow); i++) {
		draw(strlen(narrow[i]));
		TAP_STR(buf_str(&line), str_from(narrow[i]), "%s", narrow[i]);
	}
	views_free(&views);
	return tap_done();
}
