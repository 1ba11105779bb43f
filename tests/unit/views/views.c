/*
 * client/views/views: while one reads the past the view keeps it; and all of it
 * stays within its memory. system/window/past_fetched.talk has the order.
 *
 * A view is told in one string: its lines, "~" before one that waits, "|"
 * where the mark is with the number behind it, ">" before the lowest line seen.
 */
#include "client/views/views.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"

static struct views views;

static struct view *
open_group(const char *name)
{
	struct view *view = views_open(&views, VIEW_GROUP, str_from(name));

	MUST(view != NULL, "a view for %s", name);
	return view;
}

/* A live event with that ID. */
static void
live(struct view *view, usec id, const char *text)
{
	MUST(views_add(&views, view, LINE_TALK, id, str_from(text), 0) != NULL,
	    "there is memory");
}

static void
is(const struct view *view, const char *want)
{
	char text[512] = "";
	size_t at = 0;

	for (const struct line *line = view->lines.first; line != NULL;
	     line = line->after) {
		char mark[32] = "";
		if (line == view->mark)
			(void)snprintf(
			    mark, sizeof(mark), "|%zu ", view->marked);
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s%s%s%s%.*s", at > 0 ? " " : "", mark,
		    line == view->place.line ? ">" : "",
		    line->kind == LINE_PENDING ? "~" : "", (int)line->len,
		    line->text);
	}
	TAP_STR(str_from(text), str_from(want), "%s", want);
}

static char filler[200];

static void
fill(struct view *view, size_t bytes)
{
	const struct str text = { filler, sizeof(filler) };

	for (usec id = 1000; bytes > sizeof(filler); bytes -= sizeof(filler))
		MUST(views_add(&views, view, LINE_TALK, id++, text, 0) != NULL,
		    "there is memory");
}

static void
check_bytes(void)
{
	size_t bytes = 0;

	for (size_t i = 0; i < views.count; i++)
		for (const struct line *line = views.view[i]->lines.first;
		     line != NULL; line = line->after)
			bytes += views_line_cost(line);
	MUST(views.bytes == bytes, "%zu bytes are %zu", views.bytes, bytes);
	MUST(bytes <= VIEWS_BYTES, "%zu bytes are too many", bytes);
}

static void
forget_the_oldest(void)
{
	MUST(views_begin(&views), "there is memory");
	struct view *dev = open_group("dev");
	struct view *ops = open_group("ops");
	struct line *own =
	    views_add(&views, dev, LINE_PENDING, 0, STR("own"), VIEWS_SEEN);
	live(ops, SEC, "a");
	live(dev, SEC, "b");
	fill(dev, VIEWS_BYTES / 2);
	dev->place.line = dev->lines.first;
	TAP_OK(dev->mark == dev->lines.first, "there is a mark");
	const size_t marked = dev->marked;
	const struct line *second = dev->lines.first->after;
	fill(views.view[0], VIEWS_BYTES / 3);
	check_bytes();
	MUST(dev->mark != second, "nothing is forgotten");
	fill(dev, VIEWS_BYTES);
	check_bytes();
	TAP_OK(dev->mark == dev->lines.first, "the mark has moved on");
	TAP_OK(dev->place.line == dev->lines.first, "the place as well");
	TAP_OK(dev->place.below == dev->lines.count - 1, "%zu are below",
	    dev->place.below);
	TAP_OK(dev->marked > marked, "%zu are new", dev->marked);
	is(ops, "|1 a");
	TAP_OK(dev->waiting == own && dev->lines.last == own,
	    "what waits is kept");
	views_free(&views);
}

static bool
past(struct view *view, usec id, const char *text)
{
	return views_add(&views, view, LINE_TALK, id, str_from(text),
		   VIEWS_PAST | VIEWS_SEEN) != NULL;
}

/* What is missed is said before the first of it, whatever comes before that. */
static void
has_its_place(void)
{
	MUST(views_begin(&views), "there is memory");
	struct view *dev = open_group("dev");
	live(dev, 20, "t");
	MUST(views_add(&views, dev, LINE_REMARK, 20, STR("top"),
		 VIEWS_PAST | VIEWS_SEEN) != NULL &&
		past(dev, 19, "late"),
	    "memory");
	is(dev, "late top |1 t");
	views_free(&views);
}

static void
is_kept_while_read(void)
{
	MUST(views_begin(&views), "there is memory");
	struct view *dev = open_group("dev");
	struct view *ops = open_group("ops");
	views_choose(&views, 1);
	fill(dev, 2 * VIEWS_BYTES);
	TAP_OK(views.bytes <= VIEWS_BYTES, "the oldest is lost");
	MUST(past(dev, 1, "lost"), "memory");
	dev->begins = true;
	fill(dev, 1000);
	TAP_OK(!dev->begins && views_first_event(dev) > 1, "so is the past");
	dev->place.line = dev->lines.first;
	MUST(past(dev, 1, "kept"), "memory");
	live(ops, 5000, "elsewhere");
	fill(dev, VIEWS_BYTES / 2);
	TAP_NUM(views_first_event(dev), 1, "unless one reads it");
	TAP_NUM(ops->lines.count, 1, "others do not pay");
	TAP_OK(views_has_room(dev), "there is room");
	fill(dev, VIEWS_DEEP * VIEWS_BYTES);
	TAP_OK(!views_has_room(dev) ||
		dev->lines.bytes <= VIEWS_DEEP * VIEWS_BYTES,
	    "up to a limit");
	TAP_OK(views_first_event(dev) > 1, "then the oldest is lost");
	dev->place.line = NULL;
	live(ops, 5001, "elsewhere");
	TAP_OK(views.bytes <= VIEWS_BYTES, "and when one has read it");
	views_free(&views);
}

/* Lines that wait are never forgotten, nor is the one that has just come. */
static void
keep_the_newest(void)
{
	char *large = calloc(1, VIEWS_BYTES);

	MUST(views_begin(&views), "there is memory");
	struct view *dev = open_group("dev");
	MUST(large != NULL, "there is memory");
	const struct str text = { large, VIEWS_BYTES };
	struct line *own =
	    views_add(&views, dev, LINE_PENDING, 0, STR("own"), VIEWS_SEEN);
	live(dev, SEC, "a");
	dev->place.line = dev->lines.first;
	const struct line *line =
	    views_add(&views, dev, LINE_TALK, SEC, text, 0);
	TAP_OK(dev->lines.first == line && line->after == own,
	    "those two are left");
	TAP_OK(dev->place.line == line && dev->mark == line, "moved on");
	views_choose(&views, 1);
	live(views.view[0], SEC, "z");
	is(dev, "|2 > ~own");
	own = views_add(&views, dev, LINE_PENDING, 0, text, VIEWS_SEEN);
	views_clear(&views, dev);
	live(views.view[0], SEC, "y");
	is(views.view[0], "|2 y");
	TAP_OK(dev->lines.last == own && dev->waiting != NULL,
	    "what waits stays, however long");
	free(large);
	views_free(&views);
}

int
main(void)
{
	memset(filler, 'x', sizeof(filler));
	has_its_place();
	is_kept_while_read();
	forget_the_oldest();
	keep_the_newest();
	return tap_done();
}
