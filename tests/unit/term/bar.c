/* client/term/bar: the status line is exactly as wide as it is to be. */
#include "client/term/bar.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/text/width.h"
#include "tests/lib/must.h"

/* 14:02 in Greenwich */
#define NOW (1795183320 * SEC)

static struct views views;
static struct bar bar;
static char memory[BAR_SIZE];
static struct buf line;

static void
add(const char *name, enum line_kind kind, int count)
{
	struct view *view = views_open(&views, VIEW_GROUP, str_from(name));

	MUST(view != NULL, "a view for %s", name);
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
	static const char *const narrow[] = { "[1:#dev] +198!  not connected",
		" ", "[1:>]" };

	MUST(setenv("TZ", "UTC", 1) == 0, "a time zone");
	tzset();
	MUST(views_begin(&views), "there is memory");
	bar = (struct bar) { .views = &views,
		.me = STR("javad"),
		.server = STR("chat.example.net:1234"),
		.now = NOW,
		.members = 1,
		.offline = true,
		.back = true,
		.below = 123456 };
	add("dev", LINE_TALK, 0);
	views_choose(&views, 1);
	add("ops", LINE_MENTION, 4);
	add("build", LINE_TALK, 1200);
	for (size_t i = 4; i < VIEWS_MOST; i++) {
		char name[32];
		(void)snprintf(name, sizeof(name), "group-%zu", i * i);
		add(name, i % 3 == 0 ? LINE_MENTION : LINE_TALK, (int)i);
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
