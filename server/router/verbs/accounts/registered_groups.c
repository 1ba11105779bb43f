/* Registered groups: see registered_groups.h. */
#include "router/verbs/accounts/registered_groups.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/rights.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/accounts/recorded_groups.h"
#include "shared/limits.h"
#include "shared/names.h"

#define FOUNDED_MAX GROUP_WRITES_MAX /* must equal STORE_GROUPS */
#define FOUNDED_MOST 50 /* of one account, so that none takes them all */
#define BUCKETS 4096

/* Longest record: "NAME FOUNDER MADE LETTERS LIMIT [KEY]". */
#define RECORD_TEXT                                                \
	(LIMIT_GROUP + 1 + LIMIT_NAME + 2 * (1 + STR_DIGITS) + 1 + \
	    MODES_LETTERS + 1 + LIMIT_GROUP_KEY)

struct registration {
	uint64_t made; /* µs since 1970 */
	struct modes modes;
	uint8_t name_len; /* 0: row is free */
	uint8_t founder_len;
	bool is_synced; /* by this keeper */
	bool is_new; /* not written by the keeper yet, so not in force */
	bool ends; /* the keeper has to drop it */
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
};

static struct {
	struct registration *at;
	struct modes *modes; /* of a record that is read */
	char *text; /* of a record */
	struct rows rows;
	struct index by_name;
	struct index by_founder;
} registered_groups;

static_assert(ROWS_NONE == INDEX_NONE, "none is none");

static struct str
name_of(const struct registration *entry)
{
	return (struct str) { entry->name, entry->name_len };
}

static struct str
founder_of(const struct registration *entry)
{
	return (struct str) { entry->founder, entry->founder_len };
}

static uint32_t
registered_groups_find(struct str name)
{
	return index_find(&registered_groups.by_name, name);
}

struct str
registered_groups_founder(struct str name)
{
	const uint32_t row = registered_groups_find(name);

	if (row == INDEX_NONE || registered_groups.at[row].is_new)
		return (struct str) { NULL, 0 };
	return founder_of(&registered_groups.at[row]);
}

/* Notes whether the group of that name, if it exists, is registered. */
static void
note_registered(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE)
		recorded_groups_registered(
		    group, registered_groups_founder(name).len > 0);
}

static size_t
count_of(struct str account)
{
	size_t count = 0;

	for (uint32_t row = index_find(&registered_groups.by_founder, account);
	     row != INDEX_NONE;
	     row = index_next(&registered_groups.by_founder, account, row))
		count++;
	return count;
}

/* Sets the founder; empty: none any more. */
static void
set_founder(uint32_t row, struct str account)
{
	struct registration *entry = &registered_groups.at[row];

	if (entry->founder_len > 0)
		index_drop(&registered_groups.by_founder, row);
	entry->founder_len = (uint8_t)account.len;
	if (account.len == 0)
		return;
	memcpy(entry->founder, account.at, account.len);
	index_add(&registered_groups.by_founder, row);
}

/* Returns the row of that name, a new one if there was none, or ROWS_NONE. */
static uint32_t
registered_groups_make(struct str name)
{
	uint32_t row = registered_groups_find(name);
	struct registration *entry;

	if (row != INDEX_NONE)
		return row;
	row = rows_alloc(&registered_groups.rows);
	if (row == ROWS_NONE)
		return ROWS_NONE;
	entry = &registered_groups.at[row];
	*entry = (struct registration) { .name_len = (uint8_t)name.len };
	memcpy(entry->name, name.at, name.len);
	index_add(&registered_groups.by_name, row);
	return row;
}

/* Drops the row, and answers clients that wait for it with that code. */
static void
registered_groups_drop(uint32_t row, enum code code)
{
	struct registration *entry = &registered_groups.at[row];
	const struct str name = name_of(entry);
	const bool was_in_force = !entry->is_new;

	group_writes_settle(row, code);
	index_drop(&registered_groups.by_name, row);
	set_founder(row, STR(""));
	recorded_groups_dropped(name, was_in_force);
	entry->name_len = 0;
	rows_free(&registered_groups.rows, row);
}

/* Enters what is to be known of a group. Returns its row, or ROWS_NONE. */
static uint32_t
enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes)
{
	const uint32_t row = registered_groups_make(name);
	struct registration *entry;

	if (row == ROWS_NONE)
		return ROWS_NONE;
	entry = &registered_groups.at[row];
	set_founder(row, founder);
	entry->made = made;
	entry->modes = *modes;
	entry->is_synced = true;
	return row;
}

/*
 * Reads a record from the keeper or from a state. Returns its row, or ROWS_NONE
 * if it is invalid or there is no room.
 */
static uint32_t
read_record(struct str rest)
{
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str number = str_word(&rest);
	struct modes *modes = registered_groups.modes;
	uint64_t made;

	*modes = (struct modes) { 0 };
	return group_check(name) == CODE_OK &&
		name_spelling(founder) == CODE_OK &&
		str_to_number(number, UINT64_MAX, &made) &&
		modes_read_all(rest, modes) ?
	    enter(name, founder, made, modes) :
	    ROWS_NONE;
}

/*
 * Begins the group of that name, if it exists: one that nobody was in while its
 * registration was unknown has the modes of any group.
 */
static void
begin_named(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE && !groups_history(group)->registered &&
	    groups_members(group)->count == 0)
		registered_groups_begin(group);
	else
		note_registered(name);
}

void
registered_groups_sync_record(struct str record)
{
	struct str rest = record;
	const uint32_t row = registered_groups_find(str_word(&rest));

	if (row != INDEX_NONE && group_writes_is_pending(row))
		return;
	rest = record;
	if (read_record(record) != ROWS_NONE) /* else the keeper's affair */
		begin_named(str_word(&rest));
}

void
registered_groups_sync_begin(void)
{
	for (uint32_t row = 0; row < registered_groups.rows.ever; row++)
		registered_groups.at[row].is_synced = false;
}

/* Returns the group's record with these flags, valid until the next call. */
static struct str
record_text(const struct registration *entry, unsigned flags)
{
	const struct modes *modes = &entry->modes;
	char made[STR_DIGITS], letters[MODES_LETTERS];
	struct buf text;

	buf_init(&text, registered_groups.text, RECORD_TEXT);
	(void)BUF_CAT(&text, name_of(entry), STR(" "), founder_of(entry),
	    STR(" "), str_number(entry->made, made), STR(" "),
	    modes_word(flags, letters), STR(" "), DECIMAL(modes->limit),
	    modes->key_len > 0 ? STR(" ") : STR(""),
	    (struct str) { modes->key, modes->key_len }); /* it fits */
	return buf_str(&text);
}

static uint64_t
send_row(uint32_t row)
{
	const struct registration *entry = &registered_groups.at[row];

	if (entry->ends)
		return keeper_client_post(row,
		    WORDS(STR("again"), STR("cut"), STR("group"),
			name_of(entry)));
	return keeper_client_post(row,
	    WORDS(STR("put"), STR("group"),
		record_text(entry, entry->modes.flags)));
}

/*
 * Takes the keeper's answer. A registration or removal that was refused is
 * undone; a mode change stays, and is tried again. If the group's account no
 * longer exists, the group belongs to nobody.
 */
static void
row_written(uint32_t row, enum code code)
{
	struct registration *entry = &registered_groups.at[row];
	const bool ends = entry->ends;

	if (code == CODE_OK && !ends) {
		entry->is_new = false;
		note_registered(name_of(entry));
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
	registered_groups.at =
	    arena_table(FOUNDED_MAX, sizeof(*registered_groups.at));
	registered_groups.modes =
	    arena_table(1, sizeof(*registered_groups.modes));
	registered_groups.text = arena_table(RECORD_TEXT, 1);
	rows_init(&registered_groups.rows, FOUNDED_MAX);
	INDEX_INIT(&registered_groups.by_name, registered_groups.at,
	    FOUNDED_MAX, BUCKETS,
	    INDEX_NAME(struct registration, name, name_len));
	INDEX_INIT(&registered_groups.by_founder, registered_groups.at,
	    FOUNDED_MAX, BUCKETS,
	    INDEX_NAME(struct registration, founder, founder_len));
	group_writes_init(send_row, row_written);
}

void
registered_groups_sync_end(void)
{
	for (uint32_t row = 0; row < registered_groups.rows.ever; row++)
		if (registered_groups.at[row].name_len > 0 &&
		    !registered_groups.at[row].is_synced &&
		    !group_writes_is_pending(row))
			registered_groups_drop(row, CODE_OK);
	group_writes_resend();
}

void
registered_groups_begin(uint32_t group)
{
	const uint32_t row = registered_groups_find(groups_name(group));

	if (row != INDEX_NONE && !registered_groups.at[row].is_new)
		*modes_get(group) = registered_groups.at[row].modes;
	note_registered(groups_name(group));
}

void
registered_groups_review(void)
{
	FOR_EACH_GROUP(group)
		groups_history(group)->registered =
		    registered_groups_founder(groups_name(group)).len > 0;
	recorded_groups_review();
}

/* A group that is being registered or dropped has no modes to be saved yet. */
bool
registered_groups_changed(uint32_t group, uint32_t who, struct str text)
{
	const uint32_t row = registered_groups_find(groups_name(group));
	struct registration *entry;

	if (row == INDEX_NONE)
		return false;
	entry = &registered_groups.at[row];
	if (modes_same(&entry->modes, modes_get(group)))
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

	while ((row = index_find(&registered_groups.by_founder, account)) !=
	    INDEX_NONE)
		registered_groups_drop(row, CODE_NOT_ALLOWED);
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
	if (registered_groups_find(name) !=
	    INDEX_NONE) /* or somebody is registering it */
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
	const uint32_t row = registered_groups_find(name);
	struct registration *entry;

	if (row == INDEX_NONE ||
	    !str_caseeq(
		founder_of(&registered_groups.at[row]), identity_account(who)))
		return;
	entry = &registered_groups.at[row];
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
	row = registered_groups_find(name);
	if (row != INDEX_NONE)
		name = name_of(&registered_groups.at[row]); /* as spelled */
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
	row = enter(groups_name(group), identity_account(who),
	    groups_created(group), modes_get(group));
	if (row == ROWS_NONE)
		return registered_groups_refuse(who, command, CODE_TOO_MANY);
	registered_groups.at[row].is_new = true;
	group_writes_change(row);
	group_writes_await(who, row, true, STR(""));
	return finish(who, command);
}

enum outcome
drop_cmd(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	const uint32_t row = registered_groups_find(name);
	const struct str founder = registered_groups_founder(name);

	if (group_writes_is_awaited(who))
		return finish(who, command);
	if (founder.len == 0 || !str_caseeq(founder, identity_account(who)))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your account has not registered that group, or "
			"you are not logged in"));
	registered_groups.at[row].ends = true;
	group_writes_change(row);
	group_writes_await(who, row, true, STR(""));
	return finish(who, command);
}

/*
 * Saves a row, and what is still to be written of it. A group that is not in
 * force has another key, which older programs ignore; and they do not know the
 * letter of MODE_UNRECORDED.
 */
static void
save_row(struct state *state, uint32_t row)
{
	const struct registration *entry = &registered_groups.at[row];
	const unsigned flags = entry->modes.flags & ~(unsigned)MODE_UNRECORDED;

	state_put_text(state, entry->is_new ? STR("registering") : STR("group"),
	    record_text(entry, flags));
	if (flags != entry->modes.flags)
		state_put(state, STR("unrecorded"), 1);
	if (group_writes_is_pending(row))
		state_put(state, STR("unkept"), 1);
	if (entry->ends)
		state_put(state, STR("ends"), 1);
}

static void
registered_groups_save(struct state *state)
{
	for (uint32_t row = 0; row < registered_groups.rows.ever; row++)
		if (registered_groups.at[row].name_len > 0)
			save_row(state, row);
}

void
registered_groups_save_wait(struct state *state, uint32_t who)
{
	const uint32_t row = group_writes_row(who);

	state_put_text(state, STR("waits"),
	    row == ROWS_NONE ? STR("-") : name_of(&registered_groups.at[row]));
	group_writes_save(state, who);
}

static uint32_t
load_row(struct state *state, bool is_new)
{
	const uint32_t row = read_record(state->value);

	if (row == ROWS_NONE)
		state_wrong(state, "invalid registered group");
	else
		registered_groups.at[row].is_new = is_new;
	return row;
}

static void
registered_groups_load(struct state *state)
{
	uint32_t row = ROWS_NONE;

	while (state_next(state))
		if (state_is(state, STR("group")))
			row = load_row(state, false);
		else if (state_is(state, STR("registering")))
			row = load_row(state, true);
		else if (row != ROWS_NONE && state_is(state, STR("unkept")))
			group_writes_change(row);
		else if (row != ROWS_NONE && state_is(state, STR("ends")))
			registered_groups.at[row].ends = true;
		else if (row != ROWS_NONE && state_is(state, STR("unrecorded")))
			registered_groups.at[row].modes.flags |=
			    MODE_UNRECORDED;
}

void
registered_groups_load_wait(struct state *state, uint32_t who)
{
	if (state_is(state, STR("waits")))
		group_writes_load_begin(
		    who, registered_groups_find(state->value));
	else
		group_writes_load(state, who);
}

MODULE(registered_groups) = { .init = registered_groups_init,
	.release = group_writes_release,
	SECTION("founders", registered_groups, MODULE_MAY_LACK) };
