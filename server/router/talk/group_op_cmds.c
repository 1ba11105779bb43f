/*
 * The commands of a group's operators, and those by which everybody asks about
 * the group's modes and masks.
 */

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "router/accounts/group_writes.h"
#include "router/accounts/registered_groups.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/talk/talk.h"
#include "shared/buf.h"
#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/names.h"
#include "shared/str.h"

/*
 * A change. Its client, group, direction, letters and word are set before
 * changes_prepare, which sets the rest.
 */
struct change {
	uint32_t who;
	uint32_t group;
	bool adds;
	struct str letters; /* one, or several flags */
	/*
	 * As the client sent it, or empty; then as it is announced. A mask is
	 * valid until the next one is prepared.
	 */
	struct str word;
	uint64_t id; /* of its event; set before changes_make */
	bool has_effect;
	struct str announcement; /* as it is announced, such as "+m" */
	struct excess over; /* the limit that its word exceeds, if any */
	struct str why; /* the reply if it is refused; empty: the code's */
	uint32_t member; /* the client it is about */
	enum masks_list list;
	uint32_t limit;
	unsigned flags; /* flags that change */
	char room[1 + MODES_LETTERS];
	char refusal[48]; /* room for why */
	struct mask_entry *row; /* the mask to be set */
	char digits[STR_DIGITS];
};

/*
 * Prepares a change of flags. Only flags that it really changes are announced.
 */
static enum code
prepare_flags(struct change *change)
{
	const unsigned flags = groups_shown_modes(change->group);

	for (size_t i = 0; i < change->letters.len; i++)
		change->flags |= modes_flag(change->letters.at[i]);
	if (change->adds && (change->flags & MODE_RECORDED) != 0 &&
	    !groups_get(change->group)->history.applies) {
		change->why = STR("this server keeps no history of that group");
		return CODE_NOT_ALLOWED;
	}
	change->flags &= change->adds ? ~flags : flags;
	change->has_effect = change->flags != 0;
	change->room[0] = change->adds ? '+' : '-';
	change->announcement = (struct str) { change->room,
		1 + modes_word(change->flags, change->room + 1).len };
	return CODE_OK;
}

/* Makes the change. To set H is to clear its exception. */
static void
make_flags(struct change *change)
{
	const unsigned flags = change->flags & ~(unsigned)MODE_RECORDED;
	const unsigned exception = flags != change->flags ? MODE_UNRECORDED : 0;
	struct modes *modes = modes_get(change->group);

	if (change->adds)
		modes->flags = (modes->flags | flags) & ~exception;
	else
		modes->flags = (modes->flags & ~flags) | exception;
}

/*
 * Returns whether every client shows the key as it is. IRC drops a ':' before a
 * word; "-" and "*" stand for no key and a hidden one. A key that an older
 * version accepted stays and still works.
 */
static bool
is_clear_key(struct str key)
{
	return key.at[0] != ':' && !str_eq(key, STR("-")) &&
	    !str_eq(key, STR("*"));
}

static enum code
prepare_key(struct change *change)
{
	change->has_effect = !str_eq(modes_key(change->group), change->word);
	if (!change->adds)
		return CODE_OK;
	if (!is_clear_key(change->word)) {
		change->why = STR(
		    "invalid key: must not begin with \":\", nor be \"-\" or \"*\"");
		return CODE_BAD_TEXT;
	}
	change->over = grammar_excess_of(ARG_GROUP_KEY, change->word);
	return group_key_check(change->word);
}

static void
make_key(struct change *change)
{
	modes_set_key(change->group, change->word);
}

static enum code
prepare_limit(struct change *change)
{
	uint64_t limit = 0;

	if (change->adds) {
		if (!str_to_number(change->word, UINT32_MAX, &limit) ||
		    limit == 0)
			return CODE_BAD_COMMAND;
		change->word = str_number(limit, change->digits);
	}
	change->limit = (uint32_t)limit;
	change->has_effect = modes_get(change->group)->limit != change->limit;
	return CODE_OK;
}

static void
make_limit(struct change *change)
{
	modes_get(change->group)->limit = change->limit;
}

static unsigned
role_of(char letter)
{
	return letter == 'o' ? ROLE_OPERATOR : ROLE_VOICED;
}

static enum code
prepare_role(struct change *change)
{
	const uint32_t member = clients_find(change->word);
	const unsigned role = role_of(change->letters.at[0]);

	if (member == CLIENT_NONE)
		return CODE_NO_SUCH_NAME;
	if (!groups_has(change->group, member))
		return CODE_NO_SUCH_MEMBER;
	change->member = member;
	change->word = clients_name(member);
	change->has_effect =
	    ((groups_roles(change->group, member) & role) != 0) != change->adds;
	return CODE_OK;
}

static void
make_role(struct change *change)
{
	struct membership *membership =
	    groups_membership(change->member, change->group);
	const unsigned role = role_of(change->letters.at[0]);

	membership->roles =
	    (unsigned char)(change->adds ? membership->roles | role :
					   membership->roles & ~role);
}

/*
 * Returns whether the mask has formatting bytes, which clients do not show.
 * Masks that an older version accepted may have some.
 */
static bool
has_formatting(struct str mask)
{
	for (size_t i = 0; i < mask.len; i++)
		if ((unsigned char)mask.at[i] < ' ')
			return true;
	return false;
}

static enum code
prepare_mask(struct change *change)
{
	enum code code;

	(void)masks_list(
	    change->letters.at[0], &change->list); /* the letter of a list */
	change->word = masks_full(change->list, change->word);
	if (change->word.len == 0 ||
	    (change->adds && has_formatting(change->word))) {
		change->why = STR("invalid mask, or not allowed in this list");
		return CODE_BAD_TEXT;
	}
	change->has_effect = masks_has(change->group, change->list,
				 change->word) != change->adds;
	if (!change->has_effect || !change->adds)
		return CODE_OK;
	code = masks_make(change->group, change->list, change->who,
	    change->word, &change->row);
	if (code == CODE_TOO_MANY)
		change->why =
		    STR("that list is full, or too many masks were set by you");
	return code;
}

static void
make_mask(struct change *change)
{
	if (change->adds)
		masks_set(change->group, change->list, change->row, change->id);
	else
		masks_cut(change->group, change->list, change->word);
}

/* Which changes take an argument. */
enum wording { NO_WORD, WORD_TO_ADD, ANY_WORD };

static const struct kind {
	const char *letters;
	enum wording words;
	enum code (*prepare)(struct change *change);
	void (*make)(struct change *change);
} kinds[] = {
	{ "CHimnst", NO_WORD, prepare_flags, make_flags },
	{ "k", WORD_TO_ADD, prepare_key, make_key },
	{ "l", WORD_TO_ADD, prepare_limit, make_limit },
	{ "ov", ANY_WORD, prepare_role, make_role },
	{ "beI", ANY_WORD, prepare_mask, make_mask },
};

/* Returns the kind of a letter. The grammar rejects all other letters. */
static const struct kind *
find_kind(char letter)
{
	size_t i = 0;

	while (i < COUNT(kinds) - 1 && strchr(kinds[i].letters, letter) == NULL)
		i++;
	return &kinds[i];
}

/* Refuses a change, as in "-k takes no argument". */
static enum code
refuse_word(struct change *change, bool wants)
{
	struct buf text;

	buf_init(&text, change->refusal, sizeof(change->refusal));
	(void)BUF_CAT(&text, change->adds ? STR("+") : STR("-"),
	    (struct str) { change->letters.at, 1 },
	    wants ? STR(" needs an argument") :
		    STR(" takes no argument")); /* fits */
	change->why = buf_str(&text);
	return CODE_BAD_COMMAND;
}

/*
 * Prepares the change. Returns CODE_OK or the reason for a refusal. A change
 * with has_effect must then be made or dropped.
 */
static enum code
changes_prepare(struct change *change)
{
	const struct kind *kind = find_kind(change->letters.at[0]);
	const bool wants = kind->words == ANY_WORD ||
	    (kind->words == WORD_TO_ADD && change->adds);

	if (wants != (change->word.len > 0))
		return refuse_word(change, wants);
	return kind->prepare(change);
}

static void
changes_make(struct change *change)
{
	find_kind(change->letters.at[0])->make(change);
}

static void
changes_drop(struct change *change)
{
	if (change->row != NULL)
		masks_drop(change->row);
}

/*
 * Stand for a value that is missing, and for one that the client may not see.
 */
#define NOTHING STR("-")
#define HIDDEN STR("*")

/*
 * Tells the group of a kick. In short form members get a leave event, because
 * many clients know no kick, after a line that says who put the member out.
 */
static bool
tell_kick(
    uint32_t who, uint32_t group, uint32_t other, const struct command *command)
{
	const struct str text =
	    command->count > 2 ? command->arg[2] : (struct str) { NULL, 0 };
	const struct str id = event_ids_next(), title = groups_name(group);
	const struct str name = clients_name(other);
	const struct str verb = command->rule->word;

	return fanout_group(group,
	    EVENT_AFTER(WORDS(verb, id, title, clients_name(who), name, text),
		WORDS(STR("leave"), id, title, name, text),
		WORDS(verb, id, title, FANOUT_ACTOR, name, text), who));
}

/*
 * Puts a member out of the group. In short form the event cannot be the answer:
 * it looks the same if the member has just left by itself.
 */
enum outcome
kick_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	const uint32_t other = clients_find(command->arg[1]);
	const enum code code = rights_operate(who, group);
	struct str title;

	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	if (other == CLIENT_NONE || !groups_has(group, other))
		return answers_refuse(who, command, CODE_NO_SUCH_MEMBER);
	if (!tell_kick(who, group, other, command))
		return OUTCOME_DONE;
	title = groups_name(group); /* may go with its last member */
	LOG(STR("{name}: {event:kick} {group} {other}"), clients_name(who),
	    title, clients_name(other));
	talk_left_group(other, group);
	if (identity_wants_full(who))
		return OUTCOME_DONE;
	return answers_ok(who, command, WORDS(title, clients_name(other)));
}

/*
 * Returns why the client may not invite, or CODE_OK. In a group that is not
 * invite-only, every member may, unless a mask silences it.
 */
static enum code
may_invite(uint32_t who, uint32_t group, uint32_t other)
{
	enum code code = rights_operate(who, group);

	if (code == CODE_NOT_OPERATOR && !modes_has(group, MODE_INVITE_ONLY))
		code = rights_silenced(who, group);
	if (code != CODE_OK)
		return code;
	if (other == CLIENT_NONE)
		return CODE_NO_SUCH_NAME;
	if (groups_has(group, other))
		return CODE_ALREADY_MEMBER;
	return slots_client_over_mark(other) ? CODE_SLOW_DOWN : CODE_OK;
}

/* Tells the invited client. The other members are told only in full form. */
static void
tell_invite(uint32_t who, uint32_t group, uint32_t other)
{
	const struct str verb = STR("invite"), id = event_ids_next();
	const struct str title = groups_name(group);
	const struct str name = clients_name(other);
	const struct words full = WORDS(verb, id, title, FANOUT_ACTOR, name);

	/* If either cannot be told, the inviter is lost. */
	if (fanout_both(other, other,
		EVENT(WORDS(verb, id, title, clients_name(who), name), full,
		    who)))
		(void)fanout_group(group, EVENT(NO_WORDS, full, who));
}

/*
 * Puts the client on the list of invited ones. It is told again only if the
 * invitation opens the group to it; the inviter cannot tell the difference.
 */
static enum outcome
invite(
    uint32_t who, const struct command *command, uint32_t group, uint32_t other)
{
	const bool opens = rights_operate(who, group) == CODE_OK;
	const bool is_new = !set_has(invites_to(group), other);
	const bool is_news = is_new || (opens && !invites_open(group, other));

	if ((is_new &&
		invites_to(group)->count >=
		    (opens ? LIMIT_INVITED : LIMIT_INVITED_BY_ALL)) ||
	    !invites_add(group, other, opens))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many outstanding invitations to that group"));
	if (is_news)
		tell_invite(who, group, other);
	return answers_ok(
	    who, command, WORDS(groups_name(group), clients_name(other)));
}

enum outcome
invite_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	const uint32_t other = clients_find(command->arg[1]);
	const enum code code = may_invite(who, group, other);

	if (code == CODE_ALREADY_MEMBER)
		return answers_reply(who,
		    WORDS(STR("err"), command->rule->word, code_word(code),
			clients_name(other),
			STR("is already a member of that group")));
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	if (!clients_may_change(who))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	return invite(who, command, group, other);
}

static struct str
key_for(uint32_t who, uint32_t group)
{
	const struct str key = modes_key(group);

	if (key.len == 0)
		return NOTHING;
	return groups_has(group, who) ? key : HIDDEN;
}

static enum outcome
show_modes(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	char room[MODES_LETTERS];

	if (!rights_see(who, group))
		return answers_refuse(who, command, CODE_NO_SUCH_GROUP);
	return answers_ok(who, command,
	    WORDS(groups_name(group),
		modes_word(groups_shown_modes(group), room),
		DECIMAL(groups_get(group)->created),
		groups_has(group, who) ? rights_letters(who, group) : HIDDEN,
		DECIMAL(modes_get(group)->limit), key_for(who, group)));
}

/*
 * Returns what the members who want brief events are told of the change: that
 * the group is recorded from now on, or no longer. Empty: nothing.
 */
static struct str
told_in_brief(const struct change *change)
{
	if ((change->flags & MODE_RECORDED) == 0)
		return STR("");
	return change->adds ? STR("+H") : STR("-H");
}

static bool
tell_change(const struct change *change, struct str id)
{
	const struct str told = told_in_brief(change);
	const struct words brief = WORDS(STR("mode"), id,
	    groups_name(change->group), clients_name(change->who), told);

	return fanout_group(change->group,
	    EVENT(told.len > 0 ? brief : NO_WORDS,
		WORDS(STR("mode"), id, groups_name(change->group), FANOUT_ACTOR,
		    change->announcement, change->word),
		change->who));
}

static enum outcome
say_changed(uint32_t who, struct str title, struct str text)
{
	return answers_reply(who, WORDS(STR("ok"), STR("mode"), title, text));
}

/* Answers whether the change, which is already in effect, was saved. */
static enum outcome
answer_kept(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	struct str title = command->arg[0], text;
	enum code code;

	if (!group_writes_result(who, &code, &text))
		return OUTCOME_WAIT;
	if (group != GROUP_NONE)
		title = groups_name(group);
	if (code == CODE_OK)
		return say_changed(who, title, text);
	return answers_reply(who,
	    WORDS(STR("err"), command->rule->word, code_word(CODE_NOT_KEPT),
		text, STR("of"), title, STR("is"), code_text(CODE_NOT_KEPT)));
}

/* Returns "CHANGE [WORD]", as it is told. */
static struct str
text_of(const struct change *change, struct buf *room)
{
	(void)BUF_CAT(room, change->announcement); /* fits */
	if (change->word.len > 0)
		(void)BUF_CAT(room, STR(" "), change->word);
	return buf_str(room);
}

/* Returns whether the change is one of a member's roles. */
static bool
is_role(const struct change *change)
{
	return change->letters.at[0] == 'o' || change->letters.at[0] == 'v';
}

/*
 * Answers the change. In a registered group, the answer comes when the change
 * is saved.
 */
static enum outcome
keep_change(const struct change *change, const struct command *command)
{
	char room[MODES_LETTERS + LIMIT_MASK + 2];
	bool is_part;
	struct str text;
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	text = text_of(change, &buf);
	is_part = is_role(change) ?
	    registered_groups_note(change->group, change->member) :
	    strchr("beI", change->letters.at[0]) != NULL;
	if (registered_groups_changed(
		change->group, change->who, text, is_part))
		return answer_kept(change->who, command);
	return say_changed(change->who, groups_name(change->group), text);
}

static enum outcome
refuse_change(
    const struct change *change, const struct command *command, enum code code)
{
	if (change->why.len > 0)
		return answers_refuse_saying(
		    change->who, command, code, change->why);
	return answers_refuse_over(change->who, command, code, change->over);
}

static enum outcome
change_modes(uint32_t who, const struct command *command, struct change *change)
{
	const enum code code = changes_prepare(change);
	const struct str title = groups_name(change->group);

	if (code != CODE_OK)
		return refuse_change(change, command, code);
	if (!change->has_effect)
		return answers_ok(who, command, WORDS(title));
	if (is_role(change) &&
	    !registered_groups_may_note(change->group, change->member))
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("too many accounts have roles in that group"));
	if (!clients_may_change(who)) {
		changes_drop(change);
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	}
	change->id = event_ids_next_number();
	if (!tell_change(change, DECIMAL(change->id))) {
		changes_drop(change);
		return OUTCOME_DONE;
	}
	changes_make(change);
	return keep_change(change, command);
}

enum outcome
mode_cmd(uint32_t who, const struct command *command)
{
	struct change change = { .who = who, .group = command->group };
	const enum code code = rights_operate(who, change.group);

	if (group_writes_is_awaited(who))
		return answer_kept(who, command);
	if (command->count == 1)
		return show_modes(who, command);
	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	change.adds = command->arg[1].at[0] == '+';
	change.letters =
	    (struct str) { command->arg[1].at + 1, command->arg[1].len - 1 };
	change.announcement = command->arg[1];
	if (command->count > 2)
		change.word = command->arg[2];
	return change_modes(who, command, &change);
}

static void
show_mask(
    uint32_t who, uint32_t group, struct str list, const struct mask_entry *row)
{
	fanout_client(who,
	    WORDS(STR("mask"), groups_name(group), list, mask_entry_mask(row),
		mask_entry_name(row), DECIMAL(row->id)));
}

/* The masks are few and short, so they are sent at once. */
enum outcome
masks_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	enum masks_list list = MASKS_BANNED;

	if (!rights_see(who, group))
		return answers_refuse(who, command, CODE_NO_SUCH_GROUP);
	(void)masks_list(
	    command->arg[1].at[0], &list); /* always a list's letter */
	for (const struct mask_entry *row = masks_first(group, list);
	     row != NULL; row = row->next)
		show_mask(who, group, command->arg[1], row);
	return answers_ok(who, command,
	    WORDS(groups_name(group), command->arg[1],
		DECIMAL(masks_count(group, list))));
}
