/* The status line of the window. See window_parts.h. */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "chat/window/window_parts.h"
#include "term/bar.h"

usec
window_lag(const struct chat *chat)
{
	return chat_is_away(chat) || chat->session.fd == -1 ?
	    0 :
	    session_lag(&chat->session, clock_mono());
}

/* Returns the letters of the modes of the group in the current view. */
static struct str
modes_now(struct chat *chat)
{
	const struct view *view = window_now(chat);

	if (view->kind != VIEW_GROUP)
		return STR("");
	return world_modes(&chat->session.joined, view_name(view));
}

/* Returns what the status line shows. */
static struct bar
bar_of(struct chat *chat)
{
	return (struct bar) {
		.views = &chat->console->window->views,
		.me = chat_me(chat),
		.server = chat_server(chat),
		.now = clock_wall(),
		.lag = window_lag(chat),
		.modes = modes_now(chat),
		.away = chat_is_away(chat) || chat->session.fd == -1,
		.absent = chat->absent && !chat_is_away(chat),
		.back = window_now(chat)->place.line != NULL,
		.below = window_now(chat)->place.below,
	};
}

void
window_draw_bar(struct chat *chat, size_t row)
{
	struct window *window = chat->console->window;
	const struct bar bar = bar_of(chat);
	char memory[BAR_SIZE];
	struct buf line;

	buf_init(&line, memory, sizeof(memory));
	bar_put(&line, &bar, window->columns);
	(void)canvas_put(
	    &window->canvas, row, 0, window->columns, buf_str(&line));
}
