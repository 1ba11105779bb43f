/* Registered groups: see registered_groups.h. */
#include "router/accounts/registered_groups.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/state/state.h"
#include "router/accounts/group_writes.h"
#include "router/accounts/registrations.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

/*
 * What the keeper has of a group besides its modes: its topic, its masks, and
 * the roles of accounts. The group itself has the topic and the masks, and
 * stays while it has any (model/groups.h); roles are here, and apply when
 * somebody who is logged in to the account is a member (below).
 */

/* The most accounts with a role in one group. */
#define KEPT_ROLES 200

/* The roles of an account in a group. */
struct kept_role {
	struct kept_role *next;
	uint64_t made; /* of the account */
	unsigned roles; /* not 0 */
	uint8_t len;
	char at[LIMIT_NAME];
};

static struct {
	struct kept_roles {
		struct kept_role *first;
	} * of; /* by row */
} kept_parts;

static struct str
role_account(const struct kept_role *role)
{
	return (struct str) { role->at, role->len };
}

/* Returns the address of the pointer to the role, or of the last, null. */
static struct kept_role **
place_of(uint32_t row, struct str account)
{
	struct kept_role **at = &kept_parts.of[row].first;

	while (*at != NULL && !str_caseeq(role_account(*at), account))
		at = &(*at)->next;
	return at;
}

static void
cut(struct kept_role **at)
{
	struct kept_role *gone = *at;

	*at = gone->next;
	arena_free(gone, sizeof(*gone));
}

/* Sets the roles of an account; without memory they are not kept. */
static void
set(uint32_t row, struct str account, uint64_t made, unsigned roles)
{
	struct kept_role **at = place_of(row, account);

	if (*at != NULL)
		cut(at);
	if (roles == 0)
		return;
	at = place_of(row, account);
	*at = arena_alloc(sizeof(**at));
	if (*at == NULL)
		return;
	**at = (struct kept_role) {
		.made = made, .roles = roles, .len = (uint8_t)account.len
	};
	memcpy((*at)->at, account.at, account.len);
}

/* Returns the roles (ROLE_ bits) that the account has in the group. */
static unsigned
kept_parts_roles(uint32_t row, struct str account)
{
	const struct kept_role *role =
	    account.len > 0 ? *place_of(row, account) : NULL;

	return role != NULL && role->made == account_names_made(account) ?
	    role->roles :
	    0;
}

/*
 * kept_parts_may_note returns whether there is room to note the roles of a
 * member; kept_parts_note notes those that it has, and returns false if it is
 * not logged in.
 */
static bool
kept_parts_may_note(uint32_t row, uint32_t client)
{
	const struct str account = identity_account(client);
	size_t count = 0;

	for (const struct kept_role *role = kept_parts.of[row].first;
	     role != NULL; role = role->next)
		count++;
	return count < KEPT_ROLES || account.len == 0 ||
	    *place_of(row, account) != NULL;
}

static bool
kept_parts_note(uint32_t row, uint32_t group, uint32_t client)
{
	const struct str account = identity_account(client);
	const uint64_t made = account_names_made(account);

	if (account.len == 0 || made == 0 || !kept_parts_may_note(row, client))
		return false;
	set(row, account, made, groups_roles(group, client));
	return true;
}

/* Forget all roles of a group that ends; those of an account that ends. */
static void
kept_parts_end(uint32_t row)
{
	while (kept_parts.of[row].first != NULL)
		cut(&kept_parts.of[row].first);
}

static void
kept_parts_end_account(struct str account)
{
	for (uint32_t row = 0; row < registrations_ever(); row++)
		set(row, account, 0, 0);
}

static struct str
letters_of(unsigned roles)
{
	if ((roles & ROLES_ALL) == ROLES_ALL)
		return STR("ov");
	return (roles & ROLE_OPERATOR) != 0 ? STR("o") : STR("v");
}

static bool
say_masks(uint32_t group, struct str name)
{
	bool good = true;

	for (enum masks_list list = 0; list < MASKS_LISTS; list++)
		for (const struct mask_entry *mask = masks_first(group, list);
		     good && mask != NULL; mask = mask->next)
			good = asks_say(ASKS_KEEPER,
			    WORDS(STR("put"), STR("mask"), name,
				masks_letter(list), mask_entry_mask(mask),
				mask_entry_name(mask), DECIMAL(mask->id)));
	return good;
}

static bool
say_topic(uint32_t group, struct str name)
{
	const struct str by = str_from(groups_get(group)->topic_by);

	return groups_topic(group).len == 0 ||
	    asks_say(ASKS_KEEPER,
		WORDS(STR("put"), STR("topic"), name,
		    by.len > 0 ? by : STR("*"),
		    DECIMAL(groups_get(group)->topic_set),
		    groups_topic(group)));
}

/*
 * Says the group and all of its parts to the keeper. Returns false if that is
 * impossible now.
 */
static bool
send_row(uint32_t row)
{
	const struct registration *entry = registrations_get(row);
	const struct str name = registration_name(entry);
	const uint32_t group = groups_find(name);
	bool good = true;

	if (entry->ends)
		return true;
	if (!asks_say(ASKS_KEEPER,
		WORDS(STR("put"), STR("group"), registrations_text(entry))) ||
	    (group != GROUP_NONE &&
		(!say_topic(group, name) || !say_masks(group, name))))
		return false;
	for (const struct kept_role *role = kept_parts.of[row].first;
	     good && role != NULL; role = role->next)
		good = asks_say(ASKS_KEEPER,
		    WORDS(STR("put"), STR("role"), name, role_account(role),
			DECIMAL(role->made), letters_of(role->roles)));
	return good;
}

/*
 * Take a part that the keeper reports, without its group: "BY ID TEXT" of a
 * topic, "LIST MASK BY ID" and "ACCOUNT MADE LETTERS". One that is wrong, or
 * for which there is no room, is left out.
 */
static void
kept_parts_take_topic(uint32_t group, struct str text)
{
	const struct str by = str_word(&text), number = str_word(&text);
	uint64_t id;

	if (groups_topic(group).len > 0 || by.len > LIMIT_NAME ||
	    !str_to_number(number, UINT64_MAX, &id) ||
	    text_check(text, LIMIT_TOPIC) != CODE_OK)
		return;
	groups_set_topic(
	    group, text, str_eq(by, STR("*")) ? STR("") : by, id);
}

static void
kept_parts_take_mask(uint32_t group, struct str text)
{
	const struct str letter = str_word(&text), mask = str_word(&text);
	const struct str name = str_word(&text);
	enum masks_list list;
	uint64_t id;

	if (letter.len != 1 || !masks_list(letter.at[0], &list) ||
	    mask.len > LIMIT_MASK || !str_eq(masks_full(list, mask), mask) ||
	    name.len > LIMIT_NAME || !str_to_number(text, UINT64_MAX, &id) ||
	    masks_has(group, list, mask) ||
	    masks_count(group, list) >= LIMIT_MASKS)
		return;
	(void)masks_restore(
	    group, list, id, CLIENT_NONE, mask, name); /* or it is left out */
}

static void
kept_parts_take_role(uint32_t row, struct str text)
{
	const struct str account = str_word(&text), number = str_word(&text);
	unsigned roles = 0;
	uint64_t made;

	for (size_t i = 0; i < text.len; i++)
		roles |= text.at[i] == 'o' ? ROLE_OPERATOR : ROLE_VOICED;
	if (name_spelling(account) == CODE_OK &&
	    str_to_number(number, UINT64_MAX, &made))
		set(row, account, made, roles);
}

/* Saves the roles, lines "role ACCOUNT MADE LETTERS" after that of the row. */
static void
kept_parts_save(struct state *state, uint32_t row)
{
	for (const struct kept_role *role = kept_parts.of[row].first;
	     role != NULL; role = role->next)
		STATE_PUT(state, STR("role"), role_account(role),
		    DECIMAL(role->made), letters_of(role->roles));
}

MODULE(kept_parts) = { TABLES(TABLE(kept_parts.of, REGISTRATIONS_MAX)) };

#define FOUNDED_MOST 50 /* of one account, so that none takes them all */

uint64_t
registered_groups_made(struct str name)
{
	const uint32_t row = registrations_find(name);

	return row == ROWS_NONE || registrations_get(row)->is_new ?
	    0 :
	    registrations_get(row)->made;
}

struct str
registered_groups_founder(struct str name)
{
	const uint32_t row = registrations_find(name);

	if (row == ROWS_NONE || registrations_get(row)->is_new)
		return (struct str) { NULL, 0 };
	return registration_founder(registrations_get(row));
}

/*
 * Tells the members whether the group has a history, by a mode event as if an
 * operator had made it; not if its operators have cleared H.
 */
static void
tell_history(uint32_t group)
{
	const struct str id = event_ids_next(), name = groups_name(group);
	const struct str change =
	    groups_get(group)->history.applies ? STR("+H") : STR("-H");

	if (modes_has(group, MODE_UNRECORDED) ||
	    groups_members(group)->count == 0)
		return;
	(void)fanout_group(group,
	    EVENT(WORDS(STR("mode"), id, name, STR(NAME_OPERATOR), change),
		WORDS(STR("mode"), id, name, STR(IDENTITY_OPERATOR), change),
		CLIENT_NONE));
}

/* Decides whether the group has a history. */
static void
decide_history(uint32_t group)
{
	struct group_history *history = &groups_get(group)->history;
	const enum config_history kept = config_now()->history;
	const bool applies = kept == HISTORY_ALL ||
	    (kept == HISTORY_GROUPS &&
		(history->made != 0 || record_is_named(groups_name(group))));

	if (history->applies == applies)
		return;
	history->applies = applies;
	if (applies)
		record_group_begins(group);
	tell_history(group);
}

/*
 * Notes the registration of the group of that name, if the group exists. With
 * another one, its past, its table and its box are kept elsewhere.
 */
static void
note_registered(struct str name)
{
	const uint32_t group = groups_find(name);
	const uint64_t made = registered_groups_made(name);

	if (group == GROUP_NONE)
		return;
	if (groups_get(group)->history.made != made) {
		groups_get(group)->history.made = made;
		if (groups_get(group)->history.applies)
			record_group_begins(group);
		store_begin_group(group);
	}
	decide_history(group);
}

/* Lets the group go if it has stayed only because it was registered. */
static void
release(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group == GROUP_NONE)
		return;
	if (!((groups_get(group)->permanent & PERMANENT_BOX) != 0))
		work_release_box(group);
	groups_remove_if_empty(group);
}

static size_t
count_of(struct str account)
{
	size_t count = 0;
	uint32_t row = ROWS_NONE;

	while ((row = registrations_next(account, row)) != ROWS_NONE)
		count++;
	return count;
}

/* Drops the row, and answers clients that wait for it with that code. */
static void
registered_groups_drop(uint32_t row, enum code code)
{
	struct registration *entry = registrations_get(row);
	const struct str name = registration_name(entry);
	const bool was_in_force = !entry->is_new;
	char token[TOKEN_MOST];

	group_writes_settle(row, code);
	entry->is_new = true; /* not in force any more */
	kept_parts_end(row);
	note_registered(name);
	if (was_in_force) {
		record_ends(token_make(name, entry->made, token), false);
		release(name);
	}
	registrations_free(row);
}

/*
 * Begins the group of that name, if it exists: one that nobody was in while its
 * registration was unknown has the modes of any group.
 */
static void
begin_named(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE && groups_get(group)->history.made == 0 &&
	    groups_members(group)->count == 0)
		registered_groups_begin(group);
	else
		note_registered(name);
}

/* Finds or makes the registered group. */
static uint32_t
make_group(struct str name)
{
	uint32_t group = groups_find(name);

	if (group != GROUP_NONE)
		return group;
	group = groups_make(name);
	if (group != GROUP_NONE)
		registered_groups_begin(group);
	return group;
}

/* A record that is being changed says nothing new. */
void
registered_groups_sync_record(struct str record)
{
	struct str rest = record;
	const struct str name = str_word(&rest);
	const uint32_t row = registrations_find(name);

	if (row != ROWS_NONE && group_writes_is_pending(row))
		return;
	if (registrations_read(record) == ROWS_NONE)
		return; /* the keeper's affair */
	if (!store_is_loaded())
		(void)make_group(name); /* it may have a table and a box */
	begin_named(name);
	if (row == ROWS_NONE)
		registrations_get(registrations_find(name))->takes_parts = true;
}

/* What is known of a group is not older than what the keeper reports. */
void
registered_groups_sync_part(struct str kind, struct str record)
{
	const struct str name = str_word(&record);
	const uint32_t row = registrations_find(name);
	uint32_t group;

	if (row == ROWS_NONE || !registrations_get(row)->takes_parts)
		return;
	if (str_eq(kind, STR("role"))) {
		kept_parts_take_role(row, record);
		return;
	}
	group = make_group(name);
	if (group == GROUP_NONE)
		return;
	if (str_eq(kind, STR("topic")))
		kept_parts_take_topic(group, record);
	else
		kept_parts_take_mask(group, record);
	groups_remove_if_empty(group); /* if it was left out */
}

void
registered_groups_sync_begin(void)
{
	for (uint32_t row = 0; row < registrations_ever(); row++)
		registrations_get(row)->is_synced = false;
}

/*
 * Takes the keeper's answer. A registration or removal that was refused is
 * undone; a mode change stays, and is tried again. If the group's account no
 * longer exists, the group belongs to nobody.
 */
static void
row_written(uint32_t row, enum code code)
{
	struct registration *entry = registrations_get(row);
	const bool ends = entry->ends;

	if (code == CODE_OK && !ends) {
		entry->is_new = false;
		note_registered(registration_name(entry));
	} else if (code == CODE_OK || entry->is_new) {
		registered_groups_drop(row, code);
	} else if (ends || code != CODE_UNAVAILABLE) {
		entry->ends = !ends;
		group_writes_change(row);
	}
}

static void
registered_groups_init(void)
{
	group_writes_init(send_row, row_written);
}

/* Ends the report about the group, whose members may have made changes. */
static void
end_parts(uint32_t row)
{
	struct registration *entry = registrations_get(row);
	const uint32_t group = groups_find(registration_name(entry));

	if (entry->takes_parts && group != GROUP_NONE &&
	    groups_members(group)->count > 0)
		group_writes_change(row);
	entry->takes_parts = false;
}

void
registered_groups_sync_end(void)
{
	for (uint32_t row = 0; row < registrations_ever(); row++) {
		const struct registration *entry = registrations_get(row);
		end_parts(row);
		if (entry->name_len > 0 && !entry->is_synced &&
		    !group_writes_is_pending(row))
			registered_groups_drop(row, CODE_OK);
	}
	group_writes_resend();
}

void
registered_groups_begin(uint32_t group)
{
	const uint32_t row = registrations_find(groups_name(group));

	if (row != ROWS_NONE && !registrations_get(row)->is_new)
		*modes_get(group) = registrations_get(row)->modes;
	note_registered(groups_name(group));
}

void
registered_groups_review(void)
{
	FOR_EACH_GROUP(group)
		note_registered(groups_name(group));
}

static unsigned
registered_groups_roles(uint32_t client, uint32_t group)
{
	const uint32_t row = registrations_find(groups_name(group));

	return row != ROWS_NONE && !registrations_get(row)->is_new ?
	    kept_parts_roles(row, identity_account(client)) :
	    0;
}

bool
registered_groups_may_note(uint32_t group, uint32_t member)
{
	const uint32_t row = registrations_find(groups_name(group));

	return row == ROWS_NONE || kept_parts_may_note(row, member);
}

bool
registered_groups_note(uint32_t group, uint32_t member)
{
	const uint32_t row = registrations_find(groups_name(group));

	return row != ROWS_NONE && kept_parts_note(row, group, member);
}

/* A group that is being registered or dropped has no modes to be saved yet. */
bool
registered_groups_changed(
    uint32_t group, uint32_t who, struct str text, bool is_part)
{
	const uint32_t row = registrations_find(groups_name(group));
	struct registration *entry;

	if (row == ROWS_NONE)
		return false;
	entry = registrations_get(row);
	if (!is_part && modes_same(&entry->modes, modes_get(group)))
		return false;
	entry->modes = *modes_get(group);
	if (entry->ends)
		return false;
	group_writes_change(row);
	if (entry->is_new || who == CLIENT_NONE)
		return false;
	group_writes_await(who, row, false, text);
	return true;
}

void
registered_groups_end_account(struct str account)
{
	uint32_t row;

	while ((row = registrations_next(account, ROWS_NONE)) != ROWS_NONE)
		registered_groups_drop(row, CODE_NOT_ALLOWED);
	kept_parts_end_account(account);
}

/* Returns CODE_OK if the client may register the group, or why not. */
static enum code
may_register(uint32_t who, struct str name, uint32_t group)
{
	if (identity_account(who).len == 0)
		return CODE_NOT_ALLOWED;
	if (group_check(name) != CODE_OK)
		return group_check(name);
	if (rights_operate(who, group) != CODE_OK)
		return rights_operate(who, group);
	if (registrations_find(name) != ROWS_NONE) /* or is being registered */
		return CODE_EXISTS;
	return count_of(identity_account(who)) < FOUNDED_MOST ? CODE_OK :
								CODE_TOO_MANY;
}

static enum outcome
registered_groups_refuse(
    uint32_t who, const struct command *command, enum code code)
{
	switch (code) {
	case CODE_NOT_ALLOWED: /* logged out meanwhile */
		return answers_refuse_saying(
		    who, command, code, STR("not logged in"));
	case CODE_EXISTS:
		return answers_refuse_saying(
		    who, command, code, STR("group already registered"));
	case CODE_TOO_MANY:
		return answers_refuse_saying(who, command, code,
		    STR("your account, or all accounts together, have "
			"registered too many groups"));
	default:
		return answers_refuse_over(who, command, code,
		    grammar_excess_of(ARG_GROUP, command->arg[0]));
	}
}

/* Undoes what the client was told had failed, so that it is not done later. */
static void
take_back(uint32_t who, struct str name)
{
	const uint32_t row = registrations_find(name);
	struct registration *entry;

	if (row == ROWS_NONE ||
	    !str_caseeq(registration_founder(registrations_get(row)),
		identity_account(who)))
		return;
	entry = registrations_get(row);
	if (!entry->is_new && !entry->ends)
		return;
	entry->ends = !entry->ends;
	group_writes_change(row);
}

/* Answers "register G" or "drop G" once the keeper has. */
static enum outcome
finish(uint32_t who, const struct command *command)
{
	const bool registers = command->rule->verb == VERB_REGISTER;
	struct str name = command->arg[0], text;
	enum code code;
	uint32_t row;

	if (!group_writes_result(who, &code, &text))
		return OUTCOME_WAIT;
	if (code != CODE_OK)
		take_back(who, name);
	if (code != CODE_OK && !registers)
		return answers_refuse(who, command, code);
	if (code != CODE_OK)
		return registered_groups_refuse(who, command,
		    code == CODE_NO_SUCH_NAME ? CODE_NOT_ALLOWED : code);
	row = registrations_find(name);
	if (row != ROWS_NONE)
		name =
		    registration_name(registrations_get(row)); /* as spelled */
	LOG(STR("{name}: {event} {group}"), clients_name(who),
	    command->rule->word, name);
	return answers_ok(who, command, WORDS(name));
}

/* Reserves the group at once, and answers when the keeper has written it. */
enum outcome
registered_groups_register(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);
	enum code code;
	uint32_t row;

	if (group_writes_is_awaited(who))
		return finish(who, command);
	code = may_register(who, command->arg[0], group);
	if (code != CODE_OK)
		return registered_groups_refuse(who, command, code);
	row = registrations_enter(groups_name(group), identity_account(who),
	    event_ids_next_number(), modes_get(group));
	if (row == ROWS_NONE)
		return registered_groups_refuse(who, command, CODE_TOO_MANY);
	registrations_get(row)->is_new = true;
	for (size_t i = 0; i < groups_members(group)->count; i++)
		(void)kept_parts_note(row, group,
		    groups_members(group)->at[i]); /* if it is logged in */
	group_writes_change(row);
	group_writes_await(who, row, true, STR(""));
	return finish(who, command);
}

enum outcome
drop_cmd(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	const uint32_t row = registrations_find(name);
	const struct str founder = registered_groups_founder(name);

	if (group_writes_is_awaited(who))
		return finish(who, command);
	if (founder.len == 0 || !str_caseeq(founder, identity_account(who)))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your account has not registered that group, or "
			"you are not logged in"));
	registrations_get(row)->ends = true;
	group_writes_change(row);
	group_writes_await(who, row, true, STR(""));
	return finish(who, command);
}

/* Saves a row, and what is still to be written of it. */
static void
save_row(struct state *state, uint32_t row)
{
	const struct registration *entry = registrations_get(row);

	state_put_text(state, STR("group"), registrations_text(entry));
	if (entry->is_new)
		state_put(state, STR("new"), 1);
	if (group_writes_is_pending(row))
		state_put(state, STR("unkept"), 1);
	if (entry->ends)
		state_put(state, STR("ends"), 1);
	kept_parts_save(state, row);
}

static void
registered_groups_save(struct state *state)
{
	for (uint32_t row = 0; row < registrations_ever(); row++)
		if (registrations_get(row)->name_len > 0)
			save_row(state, row);
}

static uint32_t
load_row(struct state *state)
{
	const uint32_t row = registrations_read(state->value);

	if (row == ROWS_NONE)
		state_wrong(state, "invalid registered group");
	return row;
}

static void
registered_groups_load(struct state *state)
{
	uint32_t row = ROWS_NONE;

	while (state_next(state))
		if (state_is(state, STR("group")))
			row = load_row(state);
		else if (row != ROWS_NONE && state_is(state, STR("new")))
			registrations_get(row)->is_new = true;
		else if (row != ROWS_NONE && state_is(state, STR("unkept")))
			group_writes_change(row);
		else if (row != ROWS_NONE && state_is(state, STR("ends")))
			registrations_get(row)->ends = true;
		else if (row != ROWS_NONE && state_is(state, STR("role")))
			kept_parts_take_role(row, state->value);
}

bool
owner_roles_is_due(uint32_t client, uint32_t group)
{
	const struct str founder =
	    registered_groups_founder(groups_name(group));

	return founder.len > 0 && str_caseeq(founder, identity_account(client));
}

/* Returns the roles that the member should have and has not. */
static unsigned
owed(uint32_t client, uint32_t group)
{
	const unsigned due = registered_groups_roles(client, group) |
	    (owner_roles_is_due(client, group) ? ROLE_OPERATOR : 0U);

	return due & ~(unsigned)groups_membership(client, group)->roles;
}

bool
owner_roles_are_due(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		if (owed(client, groups->at[i]) != 0)
			return true;
	return false;
}

/* Tells the members, in the name that the server uses for itself. */
static bool
owner_roles_tell(uint32_t client, uint32_t group, struct str change)
{
	return fanout_group(group,
	    EVENT(NO_WORDS,
		WORDS(STR("mode"), event_ids_next(), groups_name(group),
		    STR(IDENTITY_OPERATOR), change, clients_name(client)),
		CLIENT_NONE));
}

void
owner_roles_give(uint32_t client, uint32_t group)
{
	const unsigned roles = owed(client, group);

	if (((roles & ROLE_OPERATOR) != 0 &&
		!owner_roles_tell(client, group, STR("+o"))) ||
	    ((roles & ROLE_VOICED) != 0 &&
		!owner_roles_tell(client, group, STR("+v"))))
		fanout_mark_lost(client);
	else
		groups_membership(client, group)->roles |= (unsigned char)roles;
}

void
owner_roles_give_all(uint32_t client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		owner_roles_give(client, groups->at[i]);
}

MODULE(registered_groups) = { .init = registered_groups_init,
	SECTION("founders", registered_groups) };
