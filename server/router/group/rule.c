/*
 * The rules of a group, which its operators set and everybody may ask for: its
 * modes, its masks and its topic.
 */
#include <string.h>

#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/fanout.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/floods.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"
#include "router/queue/budget.h"
#include "shared/buf.h"
#include "shared/names.h"

/*
 * A change. Its client, group, direction, letters and word are set first. The
 * functions that prepare it set the rest, and return CODE_OK or the reason for
 * a refusal; with has_effect it must then be made, or its mask cut.
 */
struct change {
	conn_id who;
	uint32_t group;
	bool adds;
	struct str letters; /* one, or several flags */
	/*
	 * As the client sent it, or empty; then as it is announced. A mask is
	 * valid until the next one is prepared.
	 */
	struct str word;
	bool has_effect;
	struct str announcement; /* as it is announced, such as "+m" */
	struct excess over; /* the limit that its word exceeds, if any */
	struct str why; /* the reply if it is refused; empty: the code's */
	client_id member; /* whose role it is; or CLIENT_NONE */
	struct str account; /* whose role it is, or empty */
	unsigned roles; /* what the two have from then on */
	unsigned flags; /* flags that change, or the role */
	enum masks_list list;
	struct mask_entry *row; /* the mask, which is there already */
	struct mask_entry *had; /* the same mask, which it replaces; or null */
	uint64_t limit;
	char room[1 + MODES_LETTERS];
	char digits[STR_DIGITS];
};

static bool
is_role(const struct change *change)
{
	return change->letters.at[0] == 'o' || change->letters.at[0] == 'v';
}

static bool
is_mask(const struct change *change)
{
	return strchr("beI", change->letters.at[0]) != NULL;
}

/*
 * Prepares a change of flags. Only flags that it really changes are announced.
 */
static enum code
prepare_flags(struct change *change)
{
	const unsigned flags = groups_shown_modes(change->group);

	for (size_t i = 0; i < change->letters.len; i++)
		change->flags |=
		    clients_flag(MODE_LETTERS, change->letters.at[i]);
	if (change->adds && (change->flags & MODE_RECORDED) != 0 &&
	    !groups_get(change->group)->history.applies) {
		change->why = STR("this server keeps no history of that group");
		return CODE_NOT_ALLOWED;
	}
	change->flags &= change->adds ? ~flags : flags;
	change->has_effect = change->flags != 0;
	change->room[0] = change->adds ? '+' : '-';
	change->announcement = (struct str) { change->room,
		1 +
		    clients_letters(
			MODE_LETTERS, change->flags, change->room + 1)
			.len };
	return CODE_OK;
}

/*
 * Prepares a key, which every client shows as it is: IRC drops a ':' before a
 * word, and "-" and "*" stand for no key and a hidden one.
 */
static enum code
prepare_key(struct change *change)
{
	const struct str key = change->word;

	change->has_effect = !str_eq(groups_key(change->group), key);
	if (!change->adds)
		return CODE_OK;
	if (key.at[0] == ':' || str_eq(key, STR("-")) ||
	    str_eq(key, STR("*"))) {
		change->why = STR("invalid key: must not begin with \":\", nor "
				  "be \"-\" or \"*\"");
		return CODE_BAD_TEXT;
	}
	change->over = grammar_excess_of(ARG_GROUP_KEY, key);
	return group_key_check(key);
}

static enum code
prepare_limit(struct change *change)
{
	if (change->adds) {
		if (!str_to_number(change->word, UINT32_MAX, &change->limit) ||
		    change->limit == 0)
			return CODE_BAD_COMMAND;
		change->word = str_number(change->limit, change->digits);
	}
	change->has_effect =
	    groups_get(change->group)->modes.limit != change->limit;
	return CODE_OK;
}

static enum code
prepare_flood(struct change *change)
{
	struct rate rate;

	change->has_effect = !str_eq(
	    str_from(groups_get(change->group)->modes.flood), change->word);
	if (!change->adds || groups_flood_read(change->word, &rate))
		return CODE_OK;
	change->why = STR("not LINES:SECONDS, up to 1000:60");
	return CODE_BAD_TEXT;
}

/*
 * Returns the member of that name or, if a role is taken, one that has it and
 * is logged in to the account of that name; or CLIENT_NONE.
 */
static client_id
find_member(const struct change *change)
{
	const client_id named = clients_find(change->word);

	if (client_is(named) && groups_has(change->group, named))
		return named;
	FOR_EACH_OF_ACCOUNT(member, change->word)
		if (!change->adds && groups_has(change->group, member) &&
		    (groups_roles(change->group, member) & change->flags) != 0)
			return member;
	return CLIENT_NONE;
}

/* Prepares to give or take a role; an account may be without a member. */
static enum code
prepare_role(struct change *change)
{
	client_id member;

	change->flags =
	    change->letters.at[0] == 'o' ? ROLE_OPERATOR : ROLE_VOICED;
	member = change->member = find_member(change);
	if (client_is(member)) {
		change->word = clients_name(member);
		change->account = clients_account(member);
		change->roles = groups_roles(change->group, member);
	} else {
		change->roles =
		    registered_groups_roles(change->group, change->word);
		if (change->adds || (change->roles & change->flags) == 0)
			return !client_is(clients_find(change->word)) ?
			    CODE_NO_SUCH_NAME :
			    CODE_NO_SUCH_MEMBER;
		change->account = account_names_find(change->word);
		change->word = change->account;
	}
	change->has_effect =
	    ((change->roles & change->flags) != 0) != change->adds;
	change->roles = change->adds ? change->roles | change->flags :
				       change->roles & ~change->flags;
	if (!client_is(member) && change->flags == ROLE_OPERATOR &&
	    registered_groups_is_owner(change->group, change->account)) {
		change->why = STR("the owner of the group is its operator "
				  "whenever it joins");
		return CODE_NOT_ALLOWED;
	}
	return CODE_OK;
}

/*
 * Prepares a mask, which has no formatting: clients do not show that. One that
 * is there is set anew if it ends, or is to end.
 */
static enum code
prepare_mask(struct change *change)
{
	const bool is_timed = str_begins(change->word, STR("~t:"));
	bool is_clear = true;

	(void)masks_list(
	    change->letters.at[0], &change->list); /* the letter of a list */
	change->word = masks_full(change->list, change->word);
	for (size_t i = 0; i < change->word.len; i++)
		is_clear = is_clear && (unsigned char)change->word.at[i] >= ' ';
	if (change->word.len == 0 || (change->adds && !is_clear)) {
		change->why = is_timed ?
		    STR("invalid mask, or time: that is such as 10m, 2h or "
			"3d, at most 999d") :
		    STR("invalid mask, or not allowed in this list");
		return CODE_BAD_TEXT;
	}
	change->had = masks_find(
	    &groups_get(change->group)->masks, change->list, change->word);
	if (!change->adds) {
		change->has_effect = change->had != NULL;
		if (change->has_effect)
			change->word = masks_copy(change->had);
		return CODE_OK;
	}
	change->has_effect =
	    change->had == NULL || change->had->lasts > 0 || is_timed;
	if (!change->has_effect)
		return CODE_OK;
	change->row = masks_make(&groups_get(change->group)->masks,
	    change->list, client_of(change->who), change->word);
	if (change->row != NULL)
		return CODE_OK;
	change->why =
	    STR("that list is full, or too many masks were set by you");
	return CODE_TOO_MANY;
}

/*
 * Removes a mask, also from what the keeper has; if that is not told, a mask
 * that has ended ends again at a start.
 */
static void
drop_mask(uint32_t group, enum masks_list list, const struct mask_entry *row)
{
	const struct str title = groups_name(group);

	if (registered_groups_made(title) != 0)
		(void)asks_say(ASKS_KEEPER,
		    WORDS(STR("cut"), STR("mask"), title, masks_letter(list),
			mask_entry_text(row)));
	masks_cut(&groups_get(group)->masks, list, row);
}

/* Makes the change, by the event with that ID. To set H clears its exception.
 */
static void
make_change(struct change *change, uint64_t id)
{
	const unsigned flags = change->flags & ~(unsigned)MODE_RECORDED;
	const unsigned exception = flags != change->flags ? MODE_UNRECORDED : 0;
	struct modes *modes = &groups_get(change->group)->modes;

	if (is_role(change)) {
		if (client_is(change->member))
			groups_membership(change->member, change->group)
			    ->roles = (unsigned char)change->roles;
	} else if (is_mask(change) && change->adds) {
		change->row->id = id;
		if (change->had != NULL)
			drop_mask(change->group, change->list, change->had);
	} else if (is_mask(change)) { /* the keeper is asked to cut it */
		masks_cut(&groups_get(change->group)->masks, change->list,
		    change->had);
	} else if (change->letters.at[0] == 'k') {
		str_put(modes->key, sizeof(modes->key), change->word);
	} else if (change->letters.at[0] == 'f') {
		str_put(modes->flood, sizeof(modes->flood), change->word);
	} else if (change->letters.at[0] == 'l') {
		modes->limit = (uint32_t)change->limit;
	} else if (change->adds) {
		modes->flags = (modes->flags | flags) & ~exception;
	} else {
		modes->flags = (modes->flags & ~flags) | exception;
	}
}

/* Answers a change, which is in effect, and says so if it is not saved. */
static enum outcome
say_changed(conn_id who, const struct command *command, struct str title,
    struct str text, enum code code)
{
	const struct str word = command->rule->word;

	if (code == CODE_OK)
		return answers_reply(who, WORDS(STR("ok"), word, title, text));
	return answers_reply(who,
	    WORDS(STR("err"), word, code_word(CODE_NOT_KEPT), text, STR("of"),
		title, STR("is"), code_text(CODE_NOT_KEPT)));
}

/*
 * Answers the change. In a registered group, the answer comes when the change
 * is saved.
 */
static enum outcome
keep_change(const struct change *change, const struct command *command)
{
	const struct str title = groups_name(change->group);
	const struct mask_entry *mask = change->row;
	const struct str put = STR("put"), cut = STR("cut"), kind = STR("mask");
	const struct words words = mask != NULL ?
	    WORDS(put, kind, title, change->letters, change->word,
		mask_entry_name(mask), DECIMAL(mask->id)) :
	    is_mask(change) ?
	    WORDS(cut, kind, title, change->letters, change->word) :
	    NO_WORDS;
	char room[REGISTERED_GROUPS_TEXT];
	struct buf text;
	enum code code;

	buf_init(&text, room, sizeof(room));
	(void)BUF_CAT(&text, change->announcement,
	    change->word.len > 0 ? STR(" ") : STR(""), change->word);
	return registered_groups_changed(change->group, change->who,
		   change->account, change->roles, words, buf_str(&text),
		   &code) ?
	    say_changed(change->who, command, title, buf_str(&text), code) :
	    OUTCOME_WAIT;
}

/*
 * Members who want brief events are told only that the group is recorded from
 * then on, or not any more.
 */
static enum outcome
change_modes(conn_id who, const struct command *command, struct change *change)
{
	const char letter = change->letters.at[0];
	const bool wants = is_role(change) || is_mask(change) ||
	    (change->adds && strchr("fkl", letter) != NULL);
	const struct str word = STR("mode");
	struct words brief;
	struct str number, title;
	enum code code;
	uint64_t id;

	if (wants != (change->word.len > 0))
		return answers_reply(who,
		    WORDS(STR("err"), command->rule->word,
			code_word(CODE_BAD_COMMAND), change->announcement,
			wants ? STR("needs an argument") :
				STR("takes no argument")));
	code = is_role(change) ? prepare_role(change) :
	    is_mask(change)    ? prepare_mask(change) :
	    letter == 'k'      ? prepare_key(change) :
	    letter == 'l'      ? prepare_limit(change) :
	    letter == 'f'      ? prepare_flood(change) :
				 prepare_flags(change);
	if (code != CODE_OK && change->why.len > 0)
		return answers_refuse_saying(who, command, code, change->why);
	if (code != CODE_OK)
		return answers_refuse_verb(
		    who, command->rule->word, code, change->over);
	if (!change->has_effect)
		return answers_ok(
		    who, command, WORDS(groups_name(change->group)));
	id = event_ids_next();
	number = DECIMAL(id);
	title = groups_name(change->group);
	brief = WORDS(word, number, title, clients_name(client_of(who)),
	    change->adds ? STR("+H") : STR("-H"));
	if (is_role(change) || (change->flags & MODE_RECORDED) == 0)
		brief = NO_WORDS;
	if (fanout_group(change->group,
		EVENT(brief,
		    WORDS(word, number, title, FANOUT_ACTOR,
			change->announcement, change->word),
		    who))) {
		make_change(change, id);
		return keep_change(change, command);
	}
	if (change->row != NULL)
		masks_cut(&groups_get(change->group)->masks, change->list,
		    change->row);
	return OUTCOME_DONE;
}

/*
 * Shows the modes, where "-" stands for a value that is missing, and "*" for
 * one that is hidden, with the limit of lines if there is one; or changes them.
 */
enum outcome
mode_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t group = command->group;
	struct change change = { .who = who, .group = group };
	struct str title = command->arg[0], text, key;
	char room[MODES_LETTERS];
	enum code code;
	bool is_member;

	if (group != GROUP_NONE)
		title = groups_name(group);
	if (registered_groups_is_awaited(who))
		return registered_groups_result(who, command, &code, &text) ?
		    say_changed(who, command, title, text, code) :
		    OUTCOME_WAIT;
	code = command->count > 1 ? rights_operate(me, group) :
	    rights_see(me, group) ? CODE_OK :
				    CODE_NO_SUCH_GROUP;
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	if (command->count == 1) {
		is_member = groups_has(group, me);
		key = groups_key(group);
		return answers_ok(who, command,
		    WORDS(title,
			clients_letters(
			    MODE_LETTERS, groups_shown_modes(group), room),
			DECIMAL(groups_get(group)->created),
			is_member ? groups_role(groups_roles(group, me)) :
				    STR("*"),
			DECIMAL(groups_get(group)->modes.limit),
			key.len == 0  ? STR("-") :
			    is_member ? key :
					STR("*"),
			str_from(groups_get(group)->modes.flood)));
	}
	change.adds = command->arg[1].at[0] == '+';
	change.letters =
	    (struct str) { command->arg[1].at + 1, command->arg[1].len - 1 };
	change.announcement = command->arg[1];
	if (command->count > 2)
		change.word = command->arg[2];
	return change_modes(who, command, &change);
}

/* Does the same as "mode G +b MASK", or "mode G +b ~t:TIME:MASK". */
enum outcome
ban_cmd(conn_id who, const struct command *command)
{
	struct command mode = *command;
	char room[LITERAL_LEN("~t::") + LIMIT_TOKEN + LIMIT_MASK];
	struct buf mask;

	buf_init(&mask, room, sizeof(room));
	if (command->count > 2)
		(void)BUF_CAT(&mask, STR("~t:"), command->arg[2], STR(":"));
	(void)BUF_CAT(&mask, command->arg[1]);
	mode.arg[1] = STR("+b");
	mode.arg[2] = buf_str(&mask);
	mode.count = 3;
	return mode_cmd(who, &mode);
}

/*
 * The masks are few and short, so they are sent at once; so are the roles of
 * accounts, a list for operators alone.
 */
enum outcome
masks_cmd(conn_id who, const struct command *command)
{
	const uint32_t group = command->group;
	const struct str letter = command->arg[1];
	enum masks_list list;

	if (!masks_list(letter.at[0], &list))
		return registered_groups_list_roles(who, command);
	if (!rights_see(client_of(who), group))
		return answers_refuse(who, command, CODE_NO_SUCH_GROUP);
	for (const struct mask_entry *row =
		 groups_get(group)->masks.list[list].first;
	     row != NULL; row = row->next)
		fanout_conn(who,
		    WORDS(STR("mask"), groups_name(group), letter,
			mask_entry_text(row), mask_entry_name(row),
			DECIMAL(row->id)));
	return answers_ok(who, command,
	    WORDS(groups_name(group), letter,
		DECIMAL(groups_get(group)->masks.list[list].count)));
}

/* Stands for a missing topic. */
#define NO_TOPIC STR("-")

/*
 * Shows the topic, in full form with the ID of the event that set it, and by
 * whom; or sets it. A client that wants events in full does not learn that a
 * group exists which it may not see; in short form it is never told the
 * difference.
 */
enum outcome
topic_cmd(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const uint32_t number = command->group;
	const struct group *group;
	const struct str word = command->rule->word;
	struct str topic, title, id, by;
	uint64_t set = 0;
	enum code code;

	if (registered_groups_is_awaited(who)) /* it was told already */
		return registered_groups_result(who, command, &code, &topic) ?
		    OUTCOME_DONE :
		    OUTCOME_WAIT;
	if (command->membership == NULL)
		return answers_refuse(who, command,
		    conns_get(who)->full && !rights_see(me, number) ?
			CODE_NO_SUCH_GROUP :
			CODE_NOT_MEMBER);
	group = groups_get(number);
	title = groups_name(number);
	if (command->count == 1) {
		topic = groups_topic(number);
		if (topic.len == 0)
			topic = NO_TOPIC;
		by = str_from(group->topic_by);
		return answers_ok(who, command,
		    conns_get(who)->full ?
			WORDS(title, DECIMAL(group->topic_set),
			    by.len > 0 ? by : STR("*"), topic) :
			WORDS(title, topic));
	}
	code = rights_speak(me, number, command->membership, STR(""));
	if (groups_is(number, MODE_TOPIC) &&
	    (command->membership->roles & ROLE_OPERATOR) == 0)
		code = CODE_NOT_OPERATOR;
	if (code == CODE_OK)
		code = floods_count(number, who, STR(""), 1, false);
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	topic = command->arg[1];
	set = event_ids_next();
	id = DECIMAL(set);
	if (!fanout_group(number,
		EVENT(WORDS(word, id, title, clients_name(me), topic),
		    WORDS(word, id, title, FANOUT_ACTOR, topic), who)))
		return OUTCOME_DONE;
	groups_set_topic(number,
	    str_eq(topic, NO_TOPIC) ? (struct str) { NULL, 0 } : topic,
	    clients_name(me), set);
	return registered_groups_changed(number, who, STR(""), 0,
		   groups_topic(number).len == 0 ?
		       WORDS(STR("cut"), word, title) :
		       WORDS(STR("put"), word, title, clients_name(me), id,
			   topic),
		   STR(""), &code) ?
	    OUTCOME_DONE :
	    OUTCOME_WAIT;
}

/*
 * Removes the masks of a list whose time is over, and tells the members, until
 * the turn has used so much. Returns whether there are others that end.
 */
static bool
end_masks(uint32_t group, enum masks_list list, uint64_t most)
{
	struct masks *masks = &groups_get(group)->masks;
	const struct str title = groups_name(group);
	const struct str letter = masks_letter(list);
	struct mask_entry *row = masks->list[list].first, *next;
	bool others = false;

	for (; row != NULL; row = next) {
		const uint64_t end = masks_end(row);
		char change[] = { '-', letter.at[0], '\0' };
		next = row->next;
		if (end == 0)
			continue;
		if (end > clock_wall() || budget_used() >= most ||
		    !fanout_group(group,
			EVENT(NO_WORDS,
			    WORDS(STR("mode"), DECIMAL(event_ids_next()), title,
				STR(IDENTITY_OPERATOR), str_from(change),
				mask_entry_text(row)),
			    CONN_NONE))) {
			others = true;
			continue;
		}
		drop_mask(group, list, row);
	}
	return others;
}

static void
masks_alarm(void)
{
	const uint64_t most = budget_used() + BUDGET_TURN / 4;
	bool others = false;

	FOR_EACH_GROUP(group)
		for (enum masks_list list = 0; list < MASKS_LISTS; list++)
			others = end_masks(group, list, most) || others;
	if (others)
		ticks_alarm(ALARM_MASKS, ticks_now() + MASKS_LOOK);
}

MODULE(rule) = { ON_ALARM(ALARM_MASKS, masks_alarm) };
