/* The people in the current view, for completion: see window.h. */
#include "chat/core/chat_state.h"
#include "chat/window/window.h"

static struct str
member_at(const void *of, size_t i)
{
	return members_at(of, i);
}

static size_t
member_from(const void *of, struct str name)
{
	return members_from(of, name);
}

static bool
has_member(const void *of, struct str name)
{
	return members_has(of, name);
}

/* Returns the only person in a person's view. */
static struct str
partner_at(const void *of, size_t i)
{
	(void)i;
	return view_name(of);
}

static size_t
partner_from(const void *of, struct str name)
{
	(void)of;
	(void)name;
	return 0;
}

static bool
is_partner(const void *of, struct str name)
{
	return str_caseeq(view_name(of), name);
}

struct crowd
window_crowd(const struct chat *chat)
{
	const struct view *view = views_now(&chat->console->window->views);

	if (view->kind == VIEW_PERSON)
		return (struct crowd) { .of = view,
			.count = 1,
			.at = partner_at,
			.from = partner_from,
			.has = is_partner };
	return (struct crowd) { .of = &view->members,
		.count = members_count(&view->members),
		.at = member_at,
		.from = member_from,
		.has = has_member };
}
