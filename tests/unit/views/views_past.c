/*
 * client/views/views_add: events of the past have their place by their IDs,
 * each once; missed ones count as news; a deleted one is replaced; and while
 * one reads the past, the view keeps it.
 */
#include <stdio.h>
#include <string.h>

#include "client/views/views.h"
#include "tests/lib/must.h"

static struct views views;
static struct view *dev, *ops;

static void
begin(void)
{
	MUST(views_begin(&views), "there is memory");
	dev = views_open(&views, VIEW_GROUP, STR("dev"));
	ops = views_open(&views, VIEW_GROUP, STR("ops"));
	MUST(dev != NULL && ops != NULL, "there is memory");
}

/* A live event with that ID. */
static void
live(struct view *view, usec id, const char *text)
{
	MUST(views_add(&views, view, LINE_TALK, id, str_from(text)) != NULL,
	    "there is memory");
}

static bool
past(usec id, const char *text)
{
	return views_add_past(&views, dev, LINE_TALK, id, str_from(text)) !=
	    NULL;
}

/* The lines of dev, with "|" before the mark. */
static void
is(const char *want)
{
	char text[256] = "";
	size_t at = 0;

	for (const struct line *line = dev->lines.first; line != NULL;
	     line = line->after)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s%.*s",
		    at > 0 ? " " : "", line == dev->mark ? "|" : "",
		    (int)line->len, line->text);
	TAP_STR(str_from(text), str_from(want), "%s", want);
}

static void
has_its_place(void)
{
	begin();
	TAP_NUM(views_first_event(dev), 0, "no event");
	(void)views_add(&views, dev, LINE_REMARK, 15, STR("remark"));
	live(dev, 20, "t");
	(void)views_add(&views, dev, LINE_REMARK, 12, STR("other"));
	live(dev, 40, "f");
	MUST(views_wait(&views, dev, STR("wait")) != NULL, "memory");
	MUST(past(10, "a") && past(11, "b") && past(30, "c") && past(50, "z"),
	    "memory");
	is("remark a b |t other c f z wait");
	TAP_OK(!past(20, "t") && !past(40, "f") && !past(10, "a") &&
		!past(50, "z"),
	    "an event is there once");
	is("remark a b |t other c f z wait");
	TAP_NUM(views_first_event(dev), 10, "the first event");
	TAP_NUM(views_last_event(dev), 50, "the last event");
	TAP_NUM(dev->unread, 2, "only live ones are unread");
	MUST(
	    views_add_past(&views, dev, LINE_REMARK, 20, STR("top")), "memory");
	is("remark a b top |t other c f z wait");
	views_free(&views);
}

/* Adds lines until the view has had no room for them. */
static void
fill(struct view *view, size_t bytes)
{
	static char text[200];

	memset(text, 'x', sizeof(text));
	for (usec id = 1000; bytes > sizeof(text); bytes -= sizeof(text))
		MUST(views_add(&views, view, LINE_TALK, id++,
			 (struct str) { text, sizeof(text) }) != NULL,
		    "memory");
}

static void
is_kept_while_read(void)
{
	begin();
	views_choose(&views, 1);
	fill(dev, 2 * VIEWS_BYTES);
	TAP_OK(views.bytes <= VIEWS_BYTES, "the oldest is lost");
	MUST(past(1, "lost"), "memory");
	dev->begins = true;
	fill(dev, 1000);
	TAP_OK(!dev->begins && views_first_event(dev) > 1, "so is the past");
	dev->place.line = dev->lines.first;
	MUST(past(1, "kept"), "memory");
	live(ops, 5000, "elsewhere");
	fill(dev, VIEWS_BYTES / 2);
	TAP_NUM(views_first_event(dev), 1, "unless one reads it");
	TAP_NUM(ops->lines.count, 1, "others do not pay");
	TAP_OK(views_has_room(&views, dev), "there is room");
	fill(dev, VIEWS_DEEP * VIEWS_BYTES);
	TAP_OK(!views_has_room(&views, dev) ||
		dev->lines.bytes <= VIEWS_DEEP * VIEWS_BYTES,
	    "up to a limit");
	TAP_OK(views_first_event(dev) > 1, "then the oldest is lost");
	dev->place.line = NULL;
	live(ops, 5001, "elsewhere");
	TAP_OK(views.bytes <= VIEWS_BYTES, "and when one has read it");
	views_free(&views);
}

int
main(void)
{
	has_its_place();
	is_kept_while_read();
	return tap_done();
}
