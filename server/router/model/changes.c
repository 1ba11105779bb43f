/* Changes of modes: see changes.h. */
#include "router/model/changes.h"

#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/shown_modes.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/names.h"

/*
 * Prepares a change of flags. Only flags that it really changes are announced.
 */
static enum code
prepare_flags(struct change *change)
{
	const unsigned flags = shown_modes_of(change->group);

	for (size_t i = 0; i < change->letters.len; i++)
		change->flags |= modes_flag(change->letters.at[i]);
	if (change->adds && (change->flags & MODE_RECORDED) != 0 &&
	    !groups_history(change->group)->applies) {
		change->why = STR("this server keeps no history of that group");
		return CODE_NOT_ALLOWED;
	}
	change->flags &= change->adds ? ~flags : flags;
	change->has_effect = change->flags != 0;
	change->room[0] = change->adds ? '+' : '-';
	change->announcement = (struct str) { change->room,
		1 + modes_letters(change->flags, change->room + 1).len };
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
enum words { NO_WORD, WORD_TO_ADD, ANY_WORD };

static const struct kind {
	const char *letters;
	enum words words;
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

enum code
changes_prepare(struct change *change)
{
	const struct kind *kind = find_kind(change->letters.at[0]);
	const bool wants = kind->words == ANY_WORD ||
	    (kind->words == WORD_TO_ADD && change->adds);

	if (wants != (change->word.len > 0))
		return refuse_word(change, wants);
	return kind->prepare(change);
}

void
changes_make(struct change *change)
{
	find_kind(change->letters.at[0])->make(change);
}

void
changes_drop(struct change *change)
{
	if (change->row != NULL)
		masks_drop(change->row);
}
