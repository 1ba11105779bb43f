/* Where the person is: the view in which a line is typed: see window.h. */
#include <assert.h>

#include "person/chat_state.h"
#include "window/window.h"

/* The delimiter around the view's name that goes before each typed line. */
#define ORIGIN '\x1f'

struct str
window_origin(struct chat *chat)
{
	static const char kinds[] = {
		[VIEW_ALL] = 'a', [VIEW_GROUP] = 'g', [VIEW_PERSON] = 'p'
	};
	const struct view *view = window_now(chat);
	char *room = chat->console->window->origin;
	struct buf text;

	buf_init(&text, room, sizeof(chat->console->window->origin));
	(void)BUF_CAT(&text, STR("\x1f"),
	    (struct str) { &kinds[view->kind], 1 }, view_name(view),
	    STR("\x1f"));
	return buf_str(&text);
}

static struct where
where_now(const struct chat *chat)
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

struct where
window_where(const struct chat *chat, struct str *line)
{
	struct where where = where_now(chat);

	if (line->len > 1 && line->at[0] == ORIGIN) {
		str_drop(line, 1);
		where.name = str_cut(line, ORIGIN);
		where.kind = where.name.at[0] == 'g' ? WHERE_GROUP :
		    where.name.at[0] == 'p'	     ? WHERE_PERSON :
						       WHERE_ALL;
		str_drop(&where.name, 1);
	}
	if (where.kind == WHERE_ALL && where.joined->count == 0)
		where.kind = WHERE_NOWHERE;
	return where;
}
