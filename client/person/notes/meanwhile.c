/* Arrivals and departures during a lost connection: see meanwhile.h. */
#include "person/notes/meanwhile.h"

#include <stdlib.h>

#include "text/plural.h"
#include "text/words/heard.h"

static struct str
name_of(const struct meanwhile_group *group)
{
	return (struct str) { group->name, group->len };
}

/* Returns the group, or null. */
static struct meanwhile_group *
meanwhile_find(const struct meanwhile *meanwhile, struct str name)
{
	for (size_t i = 0; i < meanwhile->count; i++)
		if (str_caseeq(name_of(&meanwhile->group[i]), name))
			return &meanwhile->group[i];
	return NULL;
}

static void
spell(struct meanwhile_group *group, struct str name)
{
	group->len = name.len;
	memcpy(group->name, name.at, name.len);
}

static void
forget(struct meanwhile *meanwhile, struct meanwhile_group *group)
{
	members_free(&group->now);
	members_free(&group->before);
	*group = meanwhile->group[--meanwhile->count];
}

/* Notes that we have joined a group. Without memory, nothing is told of it. */
static void
enter(struct meanwhile *meanwhile, struct str name, bool returns)
{
	struct meanwhile_group *group = meanwhile_find(meanwhile, name);

	if (group == NULL && name.len <= LIMIT_GROUP) {
		group = realloc(
		    meanwhile->group, (meanwhile->count + 1) * sizeof(*group));
		if (group == NULL)
			return;
		meanwhile->group = group;
		group += meanwhile->count++;
		*group = (struct meanwhile_group) { 0 };
		spell(group, name);
	}
	if (group == NULL)
		return;
	members_clear(&group->now);
	group->listed = false;
	if (!returns)
		members_clear(&group->before);
}

/* Notes that somebody has come to, or left, the group. */
static void
note_one(struct meanwhile *meanwhile, const struct session *session,
    const struct command *line, bool returns)
{
	const bool joins = line->rule->verb == VERB_JOIN;
	const struct str who = line->arg[line->rule->verb == VERB_KICK ? 3 : 2];
	const bool ours = str_caseeq(who, session_name(session));
	struct meanwhile_group *group;

	if (ours && joins)
		enter(meanwhile, line->arg[1], returns);
	group = meanwhile_find(meanwhile, line->arg[1]);
	if (group == NULL)
		return;
	if (ours && !joins)
		forget(meanwhile, group);
	else if (joins)
		members_add(&group->now, who);
	else
		members_remove(&group->now, who);
}

/* Notes that somebody has quit, or has another name. */
static void
note_everywhere(struct meanwhile *meanwhile, const struct command *line)
{
	for (size_t i = 0; i < meanwhile->count; i++) {
		struct members *now = &meanwhile->group[i].now;
		if (line->rule->verb == VERB_NAME)
			members_rename(now, line->arg[1], line->arg[2]);
		else
			members_remove(now, line->arg[1]);
	}
}

static void
note_names(struct meanwhile *meanwhile, const struct command *line)
{
	struct meanwhile_group *group = meanwhile_find(meanwhile, line->arg[0]);
	struct str names = line->arg[1];

	while (group != NULL && names.at != NULL) {
		struct str name = str_word(&names);
		const unsigned roles = heard_role(&name);
		members_add(&group->now, name);
		members_set_roles(&group->now, name, roles);
	}
}

/* Notes who has got or lost a role, by an event with one change. */
static void
note_role(struct meanwhile *meanwhile, const struct command *mode)
{
	struct meanwhile_group *group = meanwhile_find(meanwhile, mode->arg[1]);
	const struct str change = mode->arg[3];

	if (group == NULL || mode->count < 5 || change.len != 2)
		return;
	const bool operates = change.at[1] == 'o';
	if (operates || change.at[1] == 'v')
		members_change_role(&group->now, mode->arg[4],
		    operates ? ROLE_OPERATOR : ROLE_VOICE, change.at[0] == '+');
}

static void
put(struct meanwhile_news *news, struct str piece)
{
	news->piece[news->count++] = piece;
}

/* Names that one list has and another one lacks. */
struct lacking {
	struct str name[MEANWHILE_NAMES];
	size_t count; /* also of those that are not in name */
};

static void
find_lacking(struct lacking *lacking, const struct members *of,
    const struct members *in, const struct str ours[2])
{
	struct members_walk walk = { 0 };
	struct str name;

	lacking->count = 0;
	while (members_next(of, &walk, &name)) {
		if (members_has(in, name) || str_caseeq(name, ours[0]) ||
		    str_caseeq(name, ours[1]))
			continue;
		if (lacking->count < MEANWHILE_NAMES)
			lacking->name[lacking->count] = name;
		lacking->count++;
	}
}

/* Appends "ali, sara and bob joined", or "... and 4 others joined". */
static void
put_lacking(struct meanwhile_news *news, const struct lacking *lacking,
    char room[STR_DIGITS], struct str what)
{
	const size_t shown =
	    lacking->count < MEANWHILE_NAMES ? lacking->count : MEANWHILE_NAMES;
	const size_t more = lacking->count - shown;
	const struct str number = DECIMAL(more);

	for (size_t i = 0; i < shown; i++) {
		if (i > 0)
			put(news,
			    i + 1 == lacking->count ? STR(" and ") : STR(", "));
		put(news, lacking->name[i]);
	}
	if (more > 0) {
		memcpy(room, number.at, number.len);
		put(news, STR(" and "));
		put(news, (struct str) { room, number.len });
		put(news, str_from(plural(more, " other", " others")));
	}
	put(news, what);
}

static void
compare(const struct meanwhile_group *group, const struct str ours[2],
    struct meanwhile_news *news)
{
	struct lacking joined, left;

	news->count = 0;
	news->group = name_of(group);
	find_lacking(&joined, &group->now, &group->before, ours);
	find_lacking(&left, &group->before, &group->now, ours);
	if (joined.count + left.count == 0)
		return;
	put(news, STR("meanwhile in #"));
	put(news, news->group);
	put(news, STR(": "));
	if (joined.count > 0)
		put_lacking(news, &joined, news->joined, STR(" joined"));
	if (joined.count > 0 && left.count > 0)
		put(news, STR("; "));
	if (left.count > 0)
		put_lacking(news, &left, news->left, STR(" left"));
}

/* Forgets what has been told. */
static void
drop_told(struct meanwhile *meanwhile)
{
	for (size_t i = 0; meanwhile->told && i < meanwhile->count; i++)
		if (meanwhile->group[i].told) {
			members_clear(&meanwhile->group[i].before);
			meanwhile->group[i].told = false;
		}
	meanwhile->told = false;
}

/* Takes the end of a list of names; returns whether there is news. */
static bool
end_names(struct meanwhile *meanwhile, const struct command *ok,
    const struct str ours[2], struct meanwhile_news *news)
{
	struct str rest = ok->count > 1 ? ok->arg[1] : STR("");
	struct meanwhile_group *group =
	    meanwhile_find(meanwhile, str_word(&rest));

	if (group == NULL || group->listed)
		return false;
	group->listed = true;
	if (members_count(&group->before) == 0)
		return false;
	meanwhile->told = group->told = true;
	compare(group, ours, news);
	return news->count > 0;
}

bool
meanwhile_note(struct meanwhile *meanwhile, const struct session *session,
    const struct command *line, bool returns, struct str was,
    struct meanwhile_news *news)
{
	const struct str ours[2] = { session_name(session), was };

	drop_told(meanwhile);
	switch (line->rule->verb) {
	case VERB_JOIN:
	case VERB_LEAVE:
	case VERB_KICK:
		note_one(meanwhile, session, line, returns);
		break;
	case VERB_QUIT:
	case VERB_NAME:
		note_everywhere(meanwhile, line);
		break;
	case VERB_NAMES:
		note_names(meanwhile, line);
		break;
	case VERB_MODE:
		note_role(meanwhile, line);
		break;
	case VERB_OK:
		return session_awaits(session, VERB_NAMES, true) &&
		    end_names(meanwhile, line, ours, news);
	default:
		break;
	}
	return false;
}

const struct members *
meanwhile_members(const struct meanwhile *meanwhile, struct str group)
{
	const struct meanwhile_group *found = meanwhile_find(meanwhile, group);

	return found != NULL && found->listed ? &found->now : NULL;
}

void
meanwhile_lost(struct meanwhile *meanwhile)
{
	drop_told(meanwhile);
	for (size_t i = 0; i < meanwhile->count; i++) {
		struct meanwhile_group *group = &meanwhile->group[i];
		/* A list that had not come says nothing about now. */
		if (group->listed) {
			members_free(&group->before);
			group->before = group->now;
			group->now = (struct members) { 0 };
		}
		members_clear(&group->now);
		group->listed = false;
	}
}

void
meanwhile_free(struct meanwhile *meanwhile)
{
	while (meanwhile->count > 0)
		forget(meanwhile, &meanwhile->group[0]);
	free(meanwhile->group);
	*meanwhile = (struct meanwhile) { 0 };
}
