/* The status line of the window: see bar.h. */
#include "term/bar.h"

#include "text/direction.h"
#include "text/style.h"
#include "text/theme.h"
#include "text/when.h"
#include "text/width.h"
#include "text/words/modes.h"

/* The greatest unread count shown. */
#define UNREAD_MOST 999

/* The pieces, in the order of the line. */
enum part {
	PART_NOW,
	PART_MEMBERS,
	PART_NEWS,
	PART_BELOW, /* the first at the right */
	PART_STATE,
	PART_ME,
	PART_CLOCK,
	PARTS
};

static void
put_text(struct buf *to, struct str text)
{
	(void)BUF_CAT(to, text);
}

/* Appends "[2:#dev]" or "[2:#dev +im]"; only a long name is cut. */
static void
put_now(struct buf *to, const struct bar *bar, size_t columns)
{
	const struct view *view = views_now(bar->views);
	/* Leaves room for the rest of the piece, and for another. */
	const size_t most = columns > 6 ? columns * 3 / 4 - 4 : 1;
	char room[VIEWS_TITLE];
	struct str name = views_title(view, room);
	const bool cut = width_of(name) > most;

	if (cut)
		name.len = width_prefix(name, most - 1);
	put_text(to, STR("["));
	put_text(to, DECIMAL(views_number(bar->views, view)));
	put_text(to, STR(":"));
	direction_put(to, name);
	put_text(to, cut ? STR(">") : STR(""));
	modes_put(to, bar->modes);
	put_text(to, STR("]"));
}

static void
put_members(struct buf *to, const struct bar *bar, size_t columns)
{
	(void)columns;
	if (bar->members == 0)
		return;
	put_text(to, STR(" "));
	put_text(to, DECIMAL(bar->members));
	put_text(to, bar->members == 1 ? STR(" member") : STR(" members"));
}

/* Appends a view with news, "3:ops(4!)"; or, for it and others, "+3!". */
static void
put_one(struct buf *to, const struct bar *bar, const struct view *view,
    size_t others)
{
	const bool urgent = view->news >= NEWS_PRIVATE;
	const bool over = view->unread > UNREAD_MOST;
	char room[VIEWS_TITLE];

	put_text(to, STR(" "));
	put_text(to, STYLE_END);
	put_text(to, theme_sgr(urgent ? THEME_URGENT : THEME_NEWS));
	if (others > 0) {
		put_text(to, STR("+"));
		put_text(to, DECIMAL(others));
		put_text(to, urgent ? STR("!") : STR(""));
	} else {
		put_text(to, DECIMAL(views_number(bar->views, view)));
		put_text(to, STR(":"));
		direction_put(to, views_title(view, room));
		put_text(to, STR("("));
		put_text(to, DECIMAL(over ? UNREAD_MOST : view->unread));
		put_text(to, over ? STR("+") : STR(""));
		put_text(to, urgent ? STR("!)") : STR(")"));
	}
	put_text(to, STYLE_END);
	put_text(to, theme_sgr(THEME_BAR));
}

/* Appends the views with news, and the number of those without room. */
static void
put_news(struct buf *to, const struct bar *bar, size_t columns)
{
	const struct view *news[VIEWS_MOST];
	size_t count = views_order(bar->views, news);

	/* Views with only comings and goings sort last, and are no news. */
	while (count > 0 && news[count - 1]->news == NEWS_PRESENCE)
		count--;
	for (size_t i = 0; i < count; i++) {
		const size_t end = to->end;
		put_one(to, bar, news[i], 0);
		const size_t whole = to->end;
		if (i + 1 < count)
			put_one(to, bar, news[i + 1], count - i - 1);
		if (width_of(buf_str(to)) > columns) {
			to->end = end;
			put_one(to, bar, news[i], count - i);
			return;
		}
		to->end = whole;
	}
}

/* Appends "-- 7 more below"; if nothing has arrived, "-- more below". */
static void
put_below(struct buf *to, const struct bar *bar, size_t columns)
{
	(void)columns;
	if (!bar->back)
		return;
	put_text(to, STR("  -- "));
	if (bar->below > 0) {
		put_text(to, DECIMAL(bar->below));
		put_text(to, STR(" "));
	}
	put_text(to, STR("more below"));
}

static void
put_state(struct buf *to, const struct bar *bar, size_t columns)
{
	(void)columns;
	if (bar->offline) {
		put_text(to, STR("  not connected"));
	} else if (bar->lag > 0) {
		put_text(to, STR("  lag "));
		put_text(to, DECIMAL(bar->lag / SEC));
		put_text(to, STR("s"));
	}
	if (bar->stranger)
		put_text(to, STR("  not logged in"));
}

/* Appends "javad (away) at chat.example.net:1234"; the server if it fits. */
static void
put_me(struct buf *to, const struct bar *bar, size_t columns)
{
	put_text(to, STR("  "));
	direction_put(to, bar->me);
	put_text(to, bar->away ? STR(" (away)") : STR(""));
	const size_t end = to->end;
	put_text(to, bar->me.len > 0 ? STR(" at ") : STR(""));
	put_text(to, bar->server);
	if (width_of(buf_str(to)) > columns)
		to->end = end;
}

static void
put_clock(struct buf *to, const struct bar *bar, size_t columns)
{
	char room[WHEN_ROOM];

	(void)columns;
	put_text(to, when_text(bar->now, "  %H:%M", room, sizeof(room)));
}

/* The pieces, the most important first; one without room is left out. */
static const struct {
	enum part part;
	/* columns: those that are left */
	void (*put)(struct buf *to, const struct bar *bar, size_t columns);
} pieces[] = {
	{ PART_NOW, put_now },
	{ PART_STATE, put_state },
	{ PART_BELOW, put_below },
	{ PART_NEWS, put_news },
	{ PART_CLOCK, put_clock },
	{ PART_MEMBERS, put_members },
	{ PART_ME, put_me },
};

void
bar_put(struct buf *to, const struct bar *bar, size_t columns)
{
	struct str text[PARTS] = { 0 };
	char memory[BAR_SIZE];
	size_t used = 0; /* of memory */
	size_t left = columns;

	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf piece;
		buf_init(&piece, memory + used, sizeof(memory) - used);
		pieces[i].put(&piece, bar, left);
		const size_t width = width_of(buf_str(&piece));
		if (width > left)
			continue;
		text[pieces[i].part] = buf_str(&piece);
		used += buf_len(&piece);
		left -= width;
	}
	put_text(to, theme_sgr(THEME_BAR));
	for (enum part part = 0; part < PARTS; part++) {
		for (; part == PART_BELOW && left > 0; left--)
			put_text(to, STR(" "));
		put_text(to, text[part]);
	}
	put_text(to, STYLE_END);
}
