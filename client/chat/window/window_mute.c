/* Muted groups, whose views count only mentions: see window.h. */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"
#include "conf/settings.h"
#include "views/views.h"

/* Forgets what is unread, unless some of it is for us. */
static void
mute(struct view *view)
{
	if (view->urgent > 0)
		return;
	view->unread = 0;
	view->news = NEWS_NONE;
}

void
window_mute_heed(struct chat *chat)
{
	const struct views *views = &chat->console->window->views;

	for (size_t i = 1; i < views->count; i++) {
		struct view *view = views->view[i];
		view->muted = view->kind == VIEW_GROUP &&
		    settings_mutes(chat->options.server, view_name(view));
		if (view->muted)
			mute(view);
	}
}
