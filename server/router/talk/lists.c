/*
 * Long lists: names, groups, invited, help. A long list stops while much waits
 * for the client, and continues from the client's cursor as its queue drains.
 */
#include "base/mem/arena.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"

/*
 * Names in a line. However long they are, the line stays well below LIMIT_LINE.
 */
#define NAMES_A_LINE 50
#define MASKS_A_LINE 40
#define MASK_ROOM (2 + 1 + LIMIT_NAME + 1 + LIMIT_USER + 1 + LIMIT_HOST)

static_assert(sizeof("names ") + LIMIT_GROUP + NAMES_A_LINE * (1 + LIMIT_NAME) +
	    LIMIT_WRAPPING <=
	LIMIT_LINE,
    "a line of names fits one line");
static_assert(sizeof("names ") + LIMIT_GROUP + 1 + MODES_LETTERS +
	    MASKS_A_LINE * (1 + MASK_ROOM) + LIMIT_WRAPPING <=
	LIMIT_LINE,
    "in full as well");

/* Adds "ROLE!NAME!USER@HOST" to the buffer, and returns it. */
static struct str
add_member(struct buf *room, uint32_t group, uint32_t member)
{
	const size_t start = buf_len(room);
	struct str word;

	(void)BUF_CAT(room, rights_letters(member, group), STR("!"),
	    identity_mask(member)); /* fits */
	word = buf_str(room);
	str_drop(&word, start);
	return word;
}

/*
 * Sends one line of members in full, from the client's cursor on. Without
 * memory the client is lost.
 */
static void
line_of_members(uint32_t who, uint32_t group)
{
	const struct set *members = groups_members(group);
	const size_t size = (size_t)MASKS_A_LINE * MASK_ROOM;
	struct client *client = clients_get(who);
	size_t at = set_from(members, client->cursor);
	struct str word[3 + MASKS_A_LINE] = { STR("names"),
		groups_name(group) };
	char letters[MODES_LETTERS];
	size_t words = 3;
	struct buf room;

	word[2] = modes_word(groups_shown_modes(group), letters);
	buf_init(&room, arena_alloc(size), size);
	if (room.data == NULL) {
		fanout_mark_lost(who);
		return;
	}
	while (at < members->count && words < COUNT(word)) {
		client->cursor = members->at[at] + 1;
		word[words++] = add_member(&room, group, members->at[at++]);
		client->listed++;
	}
	budget_charge(WORK_ROW, 2 * words); /* and as many actors */
	fanout_client(who, (struct words) { word, words });
	arena_free(room.data, size);
}

/* Sends one line of members in short form, from the client's cursor on. */
static void
line_of_names(uint32_t who, const struct set *members, struct str title)
{
	struct client *client = clients_get(who);
	size_t at = set_from(members, client->cursor);
	struct str word[2 + NAMES_A_LINE] = { STR("names"), title };
	size_t words = 2;

	while (at < members->count && words < COUNT(word)) {
		client->cursor = members->at[at] + 1;
		word[words++] = clients_name(members->at[at++]);
		client->listed++;
	}
	budget_charge(WORK_ROW, words);
	fanout_client(who, (struct words) { word, words });
}

/*
 * Lists the members of a group. A list that has begun gets its end, even if its
 * group has gone.
 */
enum outcome
names_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	struct client *client = clients_get(who);
	struct str title = command->arg[0];
	const struct set *members = NULL;

	if (rights_see(who, group)) {
		members = groups_members(group);
		title = groups_name(group);
	} else if (client->listed == 0) {
		return answers_refuse(who, command, CODE_NO_SUCH_GROUP);
	}
	while (members != NULL && listing_has_reader(who) &&
	    set_from(members, client->cursor) < members->count) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		if (identity_wants_full(who))
			line_of_members(who, group);
		else
			line_of_names(who, members, title);
	}
	return listing_end(who, command, title);
}

/*
 * Sends a group's line; in full form also when it was made, and when its topic
 * was set.
 */
static void
line_of_group(uint32_t who, uint32_t group)
{
	const struct str verb = STR("group"), title = groups_name(group);
	struct str topic = groups_topic(group);
	const struct str members = DECIMAL(groups_members(group)->count);

	if (topic.len == 0)
		topic = STR("-");
	if (!identity_wants_full(who))
		fanout_client(who, WORDS(verb, title, members, topic));
	else
		fanout_client(who,
		    WORDS(verb, title, members,
			DECIMAL(groups_get(group)->created),
			DECIMAL(groups_get(group)->topic_set), topic));
}

enum outcome
groups_cmd(uint32_t who, const struct command *command)
{
	struct client *client = clients_get(who);
	uint32_t group;

	while (listing_has_reader(who) &&
	    (group = groups_next(client->cursor)) != GROUP_NONE) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = group + 1;
		budget_charge(WORK_ROW, 1);
		if (!rights_see(who, group))
			continue;
		line_of_group(who, group);
		client->listed++;
	}
	return listing_end(who, command, STR(""));
}

/*
 * Lists the groups to which the client is invited. They may come and go
 * meanwhile, as members may.
 */
enum outcome
invited_cmd(uint32_t who, const struct command *command)
{
	const struct set *groups = invites_of(who);
	struct client *client = clients_get(who);
	size_t at;

	while (listing_has_reader(who) &&
	    (at = set_from(groups, client->cursor)) < groups->count) {
		if (listing_must_wait(who))
			return OUTCOME_WAIT;
		client->cursor = groups->at[at] + 1;
		client->listed++;
		fanout_client(who,
		    WORDS(command->rule->word, groups_name(groups->at[at])));
	}
	return listing_end(who, command, STR(""));
}

static void
line_of_help(uint32_t who, const struct rule *rule)
{
	fanout_client(
	    who, WORDS(STR("help"), rule->usage, STR("-"), rule->help));
}

/* Explains one verb, or all. */
enum outcome
help_cmd(uint32_t who, const struct command *command)
{
	const bool all =
	    command->count == 0 || str_eq(command->arg[0], STR("-"));
	const struct rule *rule;

	for (size_t i = 0; (rule = grammar_rule(i)) != NULL; i++)
		if (rule->from == FROM_CLIENT && rule->last == 0 &&
		    (all || str_eq(command->arg[0], rule->word)))
			line_of_help(who, rule);
	return answers_reply(who, WORDS(STR("ok"), STR("help")));
}
