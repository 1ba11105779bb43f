/*
 * Warns the only operator of a group with others in it who leaves: see
 * chat_state.h.
 */
#include "person/chat_state.h"
#include "text/plural.h"

/* Returns whether the group has no operator once we have left. */
static bool
is_alone(const struct chat *chat, struct str group)
{
	const struct ui *ui = chat->console->ui;
	const struct world *joined = &chat->session.joined;
	const struct members *members =
	    ui->members != NULL ? ui->members(chat, group) : NULL;
	enum rank first, second;

	if (chat_is_away(chat) || members == NULL ||
	    members_count(members) < 2 || !world_has(joined, group) ||
	    world_owns(joined, group))
		return false;
	const struct str only = members_ranked(members, 0, &first);
	(void)members_ranked(members, 1, &second);
	return first == RANK_OPERATOR && second != RANK_OPERATOR &&
	    str_caseeq(only, session_name(&chat->session));
}

void
chat_warn_alone(struct chat *chat)
{
	struct str first = STR("");
	size_t more = 0;

	for (size_t i = 0; i < chat->session.joined.count; i++) {
		const struct str group = world_at(&chat->session.joined, i);
		if (!is_alone(chat, group))
			continue;
		if (first.len > 0)
			more++;
		else
			first = group;
	}
	if (first.len > 0 && more == 0)
		CHAT_REMARK(chat, STR("you are the only operator of #"), first,
		    STR(": it will have none (/op NAME first)"));
	else if (first.len > 0)
		CHAT_REMARK(chat, STR("you are the only operator of #"), first,
		    STR(" and of "), DECIMAL(more),
		    str_from(plural(more, " other group", " other groups")),
		    STR(": they will have none (/op NAME first)"));
}

void
chat_warn_left(struct chat *chat, const struct command *line)
{
	if (line->rule->verb == VERB_LEAVE &&
	    str_caseeq(line->arg[2], session_name(&chat->session)) &&
	    is_alone(chat, line->arg[1]))
		CHAT_REMARK(chat, STR("you were the only operator of #"),
		    line->arg[1], STR(": it has none now"));
}
