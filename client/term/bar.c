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

/* The fewest columns to which a name is cut. */
#define CUT_LEAST 3

/* The pieces, in the order of the line. */
enum part {
	PART_NOW, /* the current view */
	PART_NEWS, /* the first view with news */
	PART_MORE, /* further ones; its form is their number */
	PART_REST, /* "+3": how many are not shown */
	PART_BELOW, /* lines below the page */
	PART_STATE, /* the connection */
	PART_ME,
	PART_CLOCK,
	PARTS
};

/* What the line shows. */
struct plan {
	const struct bar *bar;
	size_t form[PARTS]; /* 0: left out; the greatest is the longest */
	size_t cut; /* columns of the current view's name; 0: not cut */
	const struct view *news[VIEWS_MOST]; /* in views_order */
	size_t count; /* entries in news */
};

/* How the line grows, the most important piece first. */
static const struct {
	enum part part;
	size_t form;
} steps[] = {
	{ PART_NOW, 1 },
	{ PART_REST, 1 },
	{ PART_NEWS, 1 },
	{ PART_STATE, 1 },
	{ PART_BELOW, 1 },
	{ PART_NOW, 2 },
	{ PART_NEWS, 2 },
	{ PART_NEWS, 3 },
	{ PART_STATE, 2 },
	{ PART_MORE, 1 }, /* as many as there is room for */
	{ PART_CLOCK, 1 },
	{ PART_BELOW, 2 },
	{ PART_NOW, 3 },
	{ PART_ME, 1 },
	{ PART_NOW, 4 },
	{ PART_ME, 2 },
	{ PART_ME, 3 },
};

static void
put(struct buf *to, struct str text)
{
	(void)BUF_CAT(to, text);
}

/*
 * Appends "[2]", "[2:#dev]", "[2:#dev] 14 members" or "[2:#dev +im] 14
 * members".
 */
static void
put_now(struct buf *to, const struct plan *plan)
{
	const struct bar *bar = plan->bar;
	const struct view *view = views_now(bar->views);
	const size_t form = plan->form[PART_NOW];
	char room[VIEWS_TITLE];
	struct str name = views_title(view, room);

	if (form == 0)
		return;
	put(to, STR("["));
	put(to, DECIMAL(views_number(bar->views, view)));
	if (form > 1) {
		if (plan->cut > 0)
			name.len = width_prefix(name, plan->cut);
		put(to, STR(":"));
		direction_put(to, name);
		put(to, plan->cut > 0 ? STR(">") : STR(""));
	}
	if (form > 3)
		modes_put(to, bar->modes);
	put(to, STR("]"));
	if (form > 2 && bar->members > 0) {
		put(to, STR(" "));
		put(to, DECIMAL(bar->members));
		put(to, bar->members == 1 ? STR(" member") : STR(" members"));
	}
}

/* Appends a view with news, "3!", "3(4!)" or "3:ops(4!)", in its style. */
static void
put_news(struct buf *to, const struct plan *plan, size_t i, size_t form)
{
	const struct view *view = plan->news[i];
	const bool urgent = view->news >= NEWS_PRIVATE;
	const bool over = view->unread > UNREAD_MOST;
	char room[VIEWS_TITLE];

	put(to, STR(" "));
	put(to, STYLE_END);
	put(to, theme_sgr(urgent ? THEME_URGENT : THEME_NEWS));
	if (form == 0) {
		put(to, STR("+"));
		put(to, DECIMAL(plan->count - i));
	} else {
		put(to, DECIMAL(views_number(plan->bar->views, view)));
		if (form > 2) {
			put(to, STR(":"));
			direction_put(to, views_title(view, room));
		}
		if (form > 1) {
			put(to, STR("("));
			put(to, DECIMAL(over ? UNREAD_MOST : view->unread));
			put(to, over ? STR("+") : STR(""));
		}
		put(to, urgent ? STR("!") : STR(""));
		put(to, form > 1 ? STR(")") : STR(""));
	}
	put(to, STYLE_END);
	put(to, theme_sgr(THEME_BAR));
}

/* Appends the pieces at the left. */
static void
put_left(struct buf *to, const struct plan *plan)
{
	size_t shown = 0;

	put_now(to, plan);
	if (plan->form[PART_NEWS] > 0 && plan->count > 0)
		put_news(to, plan, shown++, plan->form[PART_NEWS]);
	for (size_t i = 0; i < plan->form[PART_MORE]; i++)
		put_news(to, plan, shown++, 3);
	if (plan->form[PART_REST] > 0 && shown < plan->count)
		put_news(to, plan, shown, 0);
}

/*
 * Appends the pieces at the right: "-- 7" or "-- 7 more below" or, if nothing
 * has arrived, "-- more"; "off" or "not connected", or "lag 12s"; "javad (away)
 * at chat.example.net:1234"; and the time.
 */
static void
put_right(struct buf *to, const struct plan *plan)
{
	const struct bar *bar = plan->bar;
	const size_t *form = plan->form;
	char room[WHEN_ROOM];

	if (form[PART_BELOW] > 0 && bar->back) {
		put(to, STR("  -- "));
		if (bar->below > 0)
			put(to, DECIMAL(bar->below));
		if (bar->below > 0 && form[PART_BELOW] > 1)
			put(to, STR(" "));
		if (bar->below == 0 || form[PART_BELOW] > 1)
			put(to, STR("more"));
		if (form[PART_BELOW] > 1)
			put(to, STR(" below"));
	}
	if (form[PART_STATE] > 0 && bar->away) {
		put(to,
		    form[PART_STATE] > 1 ? STR("  not connected") :
					   STR("  off"));
	} else if (form[PART_STATE] > 0 && bar->lag > 0) {
		put(to, STR("  lag "));
		put(to, DECIMAL(bar->lag / SEC));
		put(to, STR("s"));
	}
	if (form[PART_ME] > 0 && bar->me.len > 0) {
		put(to, STR("  "));
		direction_put(to, bar->me);
		put(to,
		    form[PART_ME] > 1 && bar->absent ? STR(" (away)") :
						       STR(""));
	}
	if (form[PART_ME] > 2) {
		put(to, bar->me.len > 0 ? STR(" at ") : STR("  "));
		put(to, bar->server);
	}
	if (form[PART_CLOCK] > 0)
		put(to, when_text(bar->now, "  %H:%M", room, sizeof(room)));
}

/* Uses a form of a piece if there is room for it. Returns whether it did. */
static bool
try_form(struct plan *plan, enum part part, size_t form, size_t columns)
{
	const size_t before = plan->form[part];
	char memory[BAR_SIZE];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	plan->form[part] = form;
	put_left(&line, plan);
	put_right(&line, plan);
	if (width_of(buf_str(&line)) <= columns)
		return true;
	plan->form[part] = before;
	return false;
}

/*
 * Shows the current view's name, cut if it does not fit, but not to nothing,
 * and leaving a third of the line to other pieces.
 */
static void
try_name(struct plan *plan, size_t columns)
{
	const size_t most = columns - columns / 3;

	if (plan->form[PART_NOW] == 0 || try_form(plan, PART_NOW, 2, columns))
		return;
	for (plan->cut = most; plan->cut >= CUT_LEAST; plan->cut--) {
		char memory[VIEWS_TITLE + 32];
		struct buf text;
		plan->form[PART_NOW] = 2;
		buf_init(&text, memory, sizeof(memory));
		put_now(&text, plan);
		plan->form[PART_NOW] = 1;
		if (width_of(buf_str(&text)) <= most &&
		    try_form(plan, PART_NOW, 2, columns))
			return;
	}
	plan->cut = 0;
}

static void
make_plan(struct plan *plan, size_t columns)
{
	/* Views with only comings and goings sort last, and are no news. */
	plan->count = views_order(plan->bar->views, plan->news);
	while (plan->count > 0 &&
	    plan->news[plan->count - 1]->news == NEWS_PRESENCE)
		plan->count--;
	for (size_t i = 0; i < COUNT(steps); i++) {
		const enum part part = steps[i].part;
		if (part == PART_NOW && steps[i].form == 2)
			try_name(plan, columns);
		else if (part != PART_MORE)
			(void)try_form(plan, part, steps[i].form, columns);
		else if (plan->form[PART_NEWS] > 0)
			while (plan->form[part] + 1 < plan->count &&
			    try_form(plan, part, plan->form[part] + 1, columns))
				;
	}
}

void
bar_put(struct buf *to, const struct bar *bar, size_t columns)
{
	struct plan plan = { .bar = bar };
	char memory[2][BAR_SIZE];
	struct buf left, right;

	make_plan(&plan, columns);
	buf_init(&left, memory[0], BAR_SIZE);
	buf_init(&right, memory[1], BAR_SIZE);
	put_left(&left, &plan);
	put_right(&right, &plan);
	const size_t used =
	    width_of(buf_str(&left)) + width_of(buf_str(&right));
	put(to, theme_sgr(THEME_BAR));
	put(to, buf_str(&left));
	for (size_t i = used; i < columns; i++)
		put(to, STR(" "));
	put(to, buf_str(&right));
	put(to, STYLE_END);
}
