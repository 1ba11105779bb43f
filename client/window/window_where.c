/* Where the person is: the view in which a line is typed: see window.h. */
#include "person/chat_state.h"
#include "window/window.h"

struct where
window_where(const struct chat *chat)
{
	const struct view *view = views_now(&chat->console->window->views);
	static const enum where_kind kinds[] = { [VIEW_ALL] = WHERE_ALL,
		[VIEW_GROUP] = WHERE_GROUP,
		[VIEW_PERSON] = WHERE_PERSON };

	return (struct where) { .kind = kinds[view->kind],
		.views = true,
		.name = view_name(view),
		.joined = &chat->session.joined };
}
