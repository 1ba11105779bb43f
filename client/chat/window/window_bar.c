/* The status line of a window: see window_bar.h. */
#include "chat/window/window_bar.h"

#include "chat/core/account.h"
#include "chat/core/console.h"
#include "text/direction.h"
#include "text/theme.h"
#include "text/when.h"
#include "text/width.h"
#include "text/words/modes.h"

/*
 * Room for the line, in bytes. Text that does not fit is dropped, and the line
 * is then too narrow.
 */
#define BAR_SIZE 16384

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
put_now(struct buf *to, struct chat *chat, size_t columns)
{
	const struct views *views = &chat->console->window->views;
	const struct view *view = views_now(views);
	/* Leaves room for the rest of the piece, and for another. */
	const size_t most = columns > 6 ? columns * 3 / 4 - 4 : 1;
	char room[VIEWS_TITLE];
	struct str name = views_title(view, room);
	const bool cut = width_of(name) > most;

	if (cut)
		name.len = width_prefix(name, most - 1);
	put_text(to, STR("["));
	put_text(to, DECIMAL(views_number(views, view)));
	put_text(to, STR(":"));
	direction_put(to, name);
	put_text(to, cut ? STR(">") : STR(""));
	modes_put(to,
	    world_modes(&chat->session.joined,
		view->kind == VIEW_GROUP ? views_name(view) : STR("")));
	put_text(to, STR("]"));
}

static void
put_members(struct buf *to, struct chat *chat, size_t columns)
{
	const size_t count = window_members(chat, window_now(chat))->count;

	(void)columns;
	if (count == 0)
		return;
	put_text(to, STR(" "));
	put_text(to, DECIMAL(count));
	put_text(to, count == 1 ? STR(" member") : STR(" members"));
}

/* Appends a view with news, "3:ops(4!)"; or, for it and others, "+3!". */
static void
put_one(struct buf *to, const struct views *views, const struct view *view,
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
		put_text(to, DECIMAL(views_number(views, view)));
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
put_news(struct buf *to, struct chat *chat, size_t columns)
{
	const struct views *views = &chat->console->window->views;
	const struct view *news[VIEWS_MOST];
	size_t count = views_order(views, news);

	/* Views with only comings and goings sort last, and are no news. */
	while (count > 0 && news[count - 1]->news == NEWS_PRESENCE)
		count--;
	for (size_t i = 0; i < count; i++) {
		const size_t end = to->end;
		put_one(to, views, news[i], 0);
		const size_t whole = to->end;
		if (i + 1 < count)
			put_one(to, views, news[i + 1], count - i - 1);
		if (width_of(buf_str(to)) > columns) {
			to->end = end;
			put_one(to, views, news[i], count - i);
			return;
		}
		to->end = whole;
	}
}

/* Appends "-- 7 more below"; if nothing has arrived, "-- more below". */
static void
put_below(struct buf *to, struct chat *chat, size_t columns)
{
	const struct place *place = &window_now(chat)->place;

	(void)columns;
	if (place->line == NULL)
		return;
	put_text(to, STR("  -- "));
	if (place->below > 0) {
		put_text(to, DECIMAL(place->below));
		put_text(to, STR(" "));
	}
	put_text(to, STR("more below"));
}

static void
put_state(struct buf *to, struct chat *chat, size_t columns)
{
	const usec lag = chat->console->window->lag;

	(void)columns;
	if (chat_is_offline(chat) || chat->session.fd == -1) {
		put_text(to, STR("  not connected"));
	} else if (lag > 0) {
		put_text(to, STR("  lag "));
		put_text(to, DECIMAL(lag));
		put_text(to, STR("s"));
	}
	if (account_is_missed(chat))
		put_text(to, STR("  not logged in"));
}

/* Appends "javad (away) at chat.example.net:1234"; the server if it fits. */
static void
put_me(struct buf *to, struct chat *chat, size_t columns)
{
	const struct str me = chat_me(chat);
	const bool away = chat->away[0] != '\0' && !chat_is_offline(chat);

	put_text(to, STR("  "));
	direction_put(to, me);
	put_text(to, away ? STR(" (away)") : STR(""));
	const size_t end = to->end;
	put_text(to, me.len > 0 ? STR(" at ") : STR(""));
	put_text(to, chat_server(chat));
	if (width_of(buf_str(to)) > columns)
		to->end = end;
}

static void
put_clock(struct buf *to, struct chat *chat, size_t columns)
{
	char room[WHEN_ROOM];

	(void)chat;
	(void)columns;
	put_text(to, when_text(clock_wall(), "  %H:%M", room, sizeof(room)));
}

/* The pieces, the most important first; one without room is left out. */
static const struct {
	enum part part;
	/* columns: those that are left */
	void (*put)(struct buf *to, struct chat *chat, size_t columns);
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
window_draw_bar(struct chat *chat, size_t row)
{
	struct canvas *canvas = &chat->console->window->canvas;
	struct str text[PARTS] = { 0 };
	char memory[BAR_SIZE], room[BAR_SIZE];
	struct buf line;
	size_t used = 0; /* of memory */
	size_t left = canvas->columns;

	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf piece;
		buf_init(&piece, memory + used, sizeof(memory) - used);
		pieces[i].put(&piece, chat, left);
		const size_t width = width_of(buf_str(&piece));
		if (width > left)
			continue;
		text[pieces[i].part] = buf_str(&piece);
		used += buf_len(&piece);
		left -= width;
	}
	buf_init(&line, room, sizeof(room));
	put_text(&line, theme_sgr(THEME_BAR));
	for (enum part part = 0; part < PARTS; part++) {
		for (; part == PART_BELOW && left > 0; left--)
			put_text(&line, STR(" "));
		put_text(&line, text[part]);
	}
	put_text(&line, STYLE_END);
	(void)canvas_put(canvas, row, 0, canvas->columns, buf_str(&line));
}
