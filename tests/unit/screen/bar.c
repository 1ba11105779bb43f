/*
 * client/screen/bar: the status line has what matters most at every width, in
 * whole pieces, and is exactly as wide as it is to be.
 */
#include "client/screen/bar.h"

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
		MUST(views_add(&views, view, kind, NOW, STR("x")) != NULL,
		    "there is memory");
}

static void
begin(void)
{
	MUST(views_begin(&views), "there is memory");
	bar = (struct bar) {
		.views = &views,
		.me = STR("javad"),
		.server = STR("chat.example.net:1234"),
		.now = NOW,
	};
}

static void
end(void)
{
	views_free(&views);
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

/* At so many columns as the wanted line has. */
static void
is(const char *want)
{
	const size_t columns = width_of(str_from(want));

	draw(columns);
	TAP_STR(buf_str(&line), str_from(want), "%zu: \"%s\"", columns, want);
}

static void
open_six(void)
{
	begin();
	struct view *dev = open_view(VIEW_GROUP, "dev");
	struct view *ops = open_view(VIEW_GROUP, "ops");
	struct view *sara = open_view(VIEW_PERSON, "sara");
	struct view *news = open_view(VIEW_GROUP, "news");
	struct view *build = open_view(VIEW_GROUP, "build");
	struct view *idle = open_view(VIEW_GROUP, "idle");
	views_choose(&views, 1);
	dev->here = true;
	members_add(&dev->members, STR("javad"));
	say(idle, LINE_PRESENCE, 3);
	say(build, LINE_TALK, 1200);
	say(news, LINE_TALK, 12);
	say(sara, LINE_TALK, 2);
	say(ops, LINE_TALK, 3);
	say(ops, LINE_MENTION, 1);
}

static void
is_busy(void)
{
	open_six();
	is("[1:#dev] 2:#ops(4!) +3");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) +2  14:02");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) 5:#build(999+) 4:#news(12)");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) 5:#build(999+) +1  ");
	is("[1:#dev] 1 member 2:#ops(4!) 3:sara(2!) 5:#build(999+) 4:#news(12)  "
	   "  javad  14:02");
	is("[1:#dev] 1 member 2:#ops(4!) 3:sara(2!) 5:#build(999+) 4:#news(12)  "
	   "                                                                 "
	   "                                   "
	   "javad at chat.example.net:1234  14:02");
	bar.away = true;
	bar.lag = 5 * SEC;
	is("[1:#dev] 2! +3   off");
	is("[1:#dev] 2:#ops(4!) +3    not connected");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) +2  not connected  14:02");
	bar.away = false;
	bar.lag = 12 * SEC + 900 * MSEC;
	is("[1] 2! +3    lag 12s");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) +2  lag 12s");
	bar.back = true;
	bar.below = 7;
	is("[1:#dev] 2:#ops(4!) +3   -- 7  lag 12s");
	bar.lag = 0;
	is("[1:#dev] 2! +3  -- 7");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) +2  -- 7");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) 5:#build(999+) 4:#news(12)  "
	   "  -- 7 more below  14:02");
	bar.below = 0;
	is("[1:#dev] 2! +3  -- more");
	is("[1:#dev] 2:#ops(4!) 3:sara(2!) 5:#build(999+) 4:#news(12)  "
	   "    -- more below  14:02");
	end();
}

static void
is_of_any_width(void)
{
	open_six();
	bar.away = true;
	bar.back = true;
	bar.below = 123456;
	for (size_t i = 7; i < VIEWS_MOST; i++) {
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
	is("[1] 2! +196  off");
	is(" ");
	is("[1]");
	end();
}

int
main(void)
{
	MUST(setenv("TZ", "UTC", 1) == 0, "a time zone");
	tzset();
	is_busy();
	is_of_any_width();
	return tap_done();
}
