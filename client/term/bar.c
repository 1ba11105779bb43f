/* The status line of the window: see bar.h. */
#include "term/bar.h"

#include <time.h>

#include "text/direction.h"
#include "text/style.h"
#include "text/theme.h"
#include "text/width.h"
#include "text/words/modes.h"

/* Room for a piece, in bytes; a longer one (an address) is left out. */
#define PIECE 1024

/* The greatest unread count shown. */
#define UNREAD_MOST 999

/* The fewest columns to which a name is cut: three, and ":" and ">". */
#define CUT_LEAST 5

/*
 * The pieces, in the order of the line. Further views with news come after
 * PART_NEWS.
 */
enum part { PART_NOW, PART_NEWS, PART_BELOW, PART_STATE, PART_ME, PART_CLOCK };
#define PARTS (PART_CLOCK + 1)

/*
 * The layout of the line. A piece has up to three forms; the greatest number is
 * the longest.
 */
struct plan {
	const struct bar *bar;
	size_t columns;
	size_t used; /* columns used, without "+3" */
	size_t cut; /* columns of the current view's name; 0: not cut */
	int form[PARTS]; /* 0: left out */
	const struct view *news[VIEWS_MOST]; /* in views_order */
	size_t count; /* entries in news */
	size_t more; /* views shown after the first one */
};

static void
put(struct buf *to, struct str text)
{
	(void)BUF_CAT(to, text);
}

static void
put_number(struct buf *to, size_t number)
{
	put(to, DECIMAL(number));
}

/*
 * Appends ":ops", or ":engineer>" if the name is cut to cut columns; 0 means
 * not cut.
 */
static void
put_view_name(struct buf *to, const struct view *view, size_t cut)
{
	char room[VIEWS_TITLE];
	struct str name = views_title(view, room);

	if (cut > 0)
		name.len = width_prefix(name, cut);
	put(to, STR(":"));
	direction_put(to, name);
	put(to, cut > 0 ? STR(">") : STR(""));
}

/* Appends "3" or "3:ops". */
static void
put_view(struct buf *to, const struct bar *bar, const struct view *view,
    bool with_name)
{
	put_number(to, views_number(bar->views, view));
	if (with_name)
		put_view_name(to, view, 0);
}

/*
 * Appends "[2]", "[2:#dev]", "[2:#dev] 14 members" or "[2:#dev +im] 14
 * members".
 */
static void
put_now(struct buf *to, const struct bar *bar, int form, size_t cut)
{
	const struct view *view = views_now(bar->views);

	put(to, STR("["));
	put_view(to, bar, view, false);
	if (form > 1)
		put_view_name(to, view, cut);
	if (form > 3)
		modes_put(to, bar->modes);
	put(to, STR("]"));
	if (form < 3 || bar->members == 0)
		return;
	put(to, STR(" "));
	put_number(to, bar->members);
	put(to, bar->members == 1 ? STR(" member") : STR(" members"));
}

/* Returns whether there is something for us in the view. */
static bool
is_urgent(const struct view *view)
{
	return view->news >= NEWS_PRIVATE;
}

/* Appends "3!", "3(4!)" or "3:ops(4!)". */
static void
put_news(
    struct buf *to, const struct bar *bar, const struct view *view, int form)
{
	const bool over = view->unread > UNREAD_MOST;

	put_view(to, bar, view, form > 2);
	if (form > 1) {
		put(to, STR("("));
		put_number(to, over ? UNREAD_MOST : view->unread);
		put(to, over ? STR("+") : STR(""));
	}
	put(to, is_urgent(view) ? STR("!") : STR(""));
	put(to, form > 1 ? STR(")") : STR(""));
}

/*
 * Appends "-- 7" or "-- 7 more below"; if nothing has arrived, "-- more" or "--
 * more below".
 */
static void
put_below(struct buf *to, const struct bar *bar, int form)
{
	if (!bar->back)
		return;
	put(to, STR("-- "));
	if (bar->below > 0)
		put_number(to, bar->below);
	if (bar->below > 0 && form > 1)
		put(to, STR(" "));
	if (bar->below == 0 || form > 1)
		put(to, form > 1 ? STR("more below") : STR("more"));
}

/* Appends "off" or "not connected", or "lag 12s". */
static void
put_state(struct buf *to, const struct bar *bar, int form)
{
	if (bar->away) {
		put(to, form > 1 ? STR("not connected") : STR("off"));
		return;
	}
	if (bar->lag == 0)
		return;
	put(to, STR("lag "));
	put_number(to, bar->lag / SEC);
	put(to, STR("s"));
}

/*
 * Appends "javad", "javad (away)" or "javad (away) at chat.example.net:1234".
 */
static void
put_me(struct buf *to, const struct bar *bar, int form)
{
	direction_put(to, bar->me);
	if (form > 1 && bar->absent && bar->me.len > 0)
		put(to, STR(" (away)"));
	if (form < 3)
		return;
	put(to, bar->me.len > 0 ? STR(" at ") : STR(""));
	put(to, bar->server);
}

static void
put_clock(struct buf *to, const struct bar *bar)
{
	const time_t seconds = (time_t)(bar->now / SEC);
	char text[16];
	struct tm parts;

	if (localtime_r(&seconds, &parts) == NULL)
		return;
	const size_t len = strftime(text, sizeof(text), "%H:%M", &parts);
	put(to, (struct str) { text, len });
}

static void
put_part(struct buf *to, const struct plan *plan, enum part part)
{
	const struct bar *bar = plan->bar;
	const int form = plan->form[part];

	if (form == 0)
		return;
	switch (part) {
	case PART_NOW:
		put_now(to, bar, form, plan->cut);
		break;
	case PART_NEWS:
		put_news(to, bar, plan->news[0], form);
		break;
	case PART_BELOW:
		put_below(to, bar, form);
		break;
	case PART_STATE:
		put_state(to, bar, form);
		break;
	case PART_ME:
		put_me(to, bar, form);
		break;
	case PART_CLOCK:
		put_clock(to, bar);
		break;
	}
}

/* Returns the number of spaces before a piece. */
static size_t
gap_of(enum part part)
{
	return part == PART_NOW ? 0 : part == PART_NEWS ? 1 : 2;
}

/* Returns the columns of a piece with its spaces, or 0 if it is left out. */
static size_t
columns_of(const struct plan *plan, enum part part)
{
	char memory[PIECE];
	struct buf text;

	buf_init(&text, memory, sizeof(memory));
	put_part(&text, plan, part);
	const size_t columns = width_of(buf_str(&text));
	return columns > 0 ? columns + gap_of(part) : 0;
}

/* Returns the number of views with news that are not shown. */
static size_t
left_out(const struct plan *plan)
{
	return plan->count - plan->more - (plan->form[PART_NEWS] > 0);
}

/* Returns the columns of " +3", or 0 if all views are shown. */
static size_t
columns_of_rest(const struct plan *plan)
{
	const size_t rest = left_out(plan);

	return rest > 0 ? 2 + DECIMAL(rest).len : 0;
}

/* Uses a form of a piece if there is room for it. */
static void
try_form(struct plan *plan, enum part part, int form)
{
	const int other = plan->form[part];
	const size_t without = plan->used - columns_of(plan, part);

	plan->form[part] = form;
	const size_t used = without + columns_of(plan, part);
	const size_t rest =
	    part == PART_NOW && other == 0 ? 0 : columns_of_rest(plan);
	if (used + rest <= plan->columns)
		plan->used = used;
	else
		plan->form[part] = other;
}

/*
 * Cuts a current view's name that does not fit, but not to nothing, leaving a
 * third of the line to other pieces.
 */
static void
try_cut_name(struct plan *plan)
{
	const size_t number = columns_of(plan, PART_NOW);
	const size_t others = plan->used - number + columns_of_rest(plan);
	const size_t most = plan->columns - plan->columns / 3;
	size_t room = plan->columns - others;

	if (room > most)
		room = most;
	if (plan->form[PART_NOW] != 1 || room < number + CUT_LEAST)
		return;
	plan->cut = room - number - 2;
	try_form(plan, PART_NOW, 2);
}

/* Shows as many further views with news as there is room for. */
static void
try_more(struct plan *plan)
{
	char memory[PIECE];
	struct buf text;

	while (left_out(plan) > 0 && plan->form[PART_NEWS] > 0) {
		buf_init(&text, memory, sizeof(memory));
		put_news(&text, plan->bar, plan->news[plan->more + 1], 3);
		const size_t columns = 1 + width_of(buf_str(&text));
		plan->more++;
		if (plan->used + columns + columns_of_rest(plan) >
		    plan->columns) {
			plan->more--;
			return;
		}
		plan->used += columns;
	}
}

/*
 * Forms in order of priority. The further views with news come between the two
 * tables.
 */
static const struct {
	enum part part;
	int form;
} first[] = {
	{ PART_NOW, 1 },
	{ PART_NEWS, 1 },
	{ PART_STATE, 1 },
	{ PART_BELOW, 1 },
	{ PART_NOW, 2 },
	{ PART_NEWS, 2 },
	{ PART_NEWS, 3 },
	{ PART_STATE, 2 },
}, then[] = {
	{ PART_CLOCK, 1 },
	{ PART_BELOW, 2 },
	{ PART_NOW, 3 },
	{ PART_ME, 1 },
	{ PART_NOW, 4 },
	{ PART_ME, 2 },
	{ PART_ME, 3 },
};

/*
 * Finds the views with news. Views with only comings and goings sort last and
 * are dropped.
 */
static void
find_news(struct plan *plan)
{
	plan->count = views_order(plan->bar->views, plan->news);
	while (plan->count > 0 &&
	    plan->news[plan->count - 1]->news == NEWS_PRESENCE)
		plan->count--;
}

static void
make_plan(struct plan *plan)
{
	find_news(plan);
	for (size_t i = 0; i < COUNT(first); i++) {
		if (first[i].part != PART_NEWS || plan->count > 0)
			try_form(plan, first[i].part, first[i].form);
		if (first[i].part == PART_NOW && first[i].form == 2)
			try_cut_name(plan);
	}
	try_more(plan);
	for (size_t i = 0; i < COUNT(then); i++)
		try_form(plan, then[i].part, then[i].form);
}

static void
put_blanks(struct buf *to, size_t count)
{
	while (count-- > 0)
		put(to, STR(" "));
}

/* Ends the bar's style and begins that of a view with news. */
static void
begin_news(struct buf *to, const struct view *view)
{
	put(to, STR(" "));
	put(to, STYLE_END);
	put(to, theme_sgr(is_urgent(view) ? THEME_URGENT : THEME_NEWS));
}

static void
end_news(struct buf *to)
{
	put(to, STYLE_END);
	put(to, theme_sgr(THEME_BAR));
}

static void
put_all_news(struct buf *to, const struct plan *plan)
{
	const size_t rest = left_out(plan);

	for (size_t i = 0; i < plan->count - rest; i++) {
		begin_news(to, plan->news[i]);
		put_news(to, plan->bar, plan->news[i],
		    i == 0 ? plan->form[PART_NEWS] : 3);
		end_news(to);
	}
	if (rest == 0 || plan->used + columns_of_rest(plan) > plan->columns)
		return;
	begin_news(to, plan->news[plan->count - rest]);
	put(to, STR("+"));
	put_number(to, rest);
	end_news(to);
}

/* Returns the columns of a view with news, the i-th, and its space. */
void
bar_put(struct buf *to, const struct bar *bar, size_t columns)
{
	struct plan plan = { .bar = bar, .columns = columns };

	make_plan(&plan);
	const size_t used = plan.used + columns_of_rest(&plan);
	put(to, theme_sgr(THEME_BAR));
	put_part(to, &plan, PART_NOW);
	put_all_news(to, &plan);
	put_blanks(to, columns - (used <= columns ? used : plan.used));
	for (enum part part = PART_BELOW; part < PARTS; part++) {
		put_blanks(to, columns_of(&plan, part) > 0 ? 2 : 0);
		put_part(to, &plan, part);
	}
	put(to, STYLE_END);
}
