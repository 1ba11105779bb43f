/* The people in the current view, for completion: see window.h. */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"

bool
window_has(const void *of, struct str name)
{
	const struct chat *chat = of;
	const struct view *view = views_now(&chat->console->window->views);

	return view->kind == VIEW_PERSON ? str_caseeq(view_name(view), name) :
					   members_has(&view->members, name);
}
