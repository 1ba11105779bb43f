/* Registered groups: see registered_groups.h. */
#include "router/accounts/registered_groups.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/masks.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "router/queue/retry.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/buf.h"
#include "shared/names.h"

#define ROWS_MOST 10000 /* as many as the keeper keeps */
#define FOUNDED_MOST 50 /* of one account, so that none takes them all */
#define KEPT_ROLES 200 /* accounts with a role in one group */
#define BUCKETS 4096

/* Longest record: "NAME FOUNDER MADE LETTERS LIMIT [KEY]". */
#define RECORD_TEXT                                                \
	(LIMIT_GROUP + 1 + LIMIT_NAME + 2 * (1 + STR_DIGITS) + 1 + \
	    MODES_LETTERS + 1 + LIMIT_GROUP_KEY)

/*
 * The roles of an account in a group. They apply when somebody who is logged in
 * to the account is a member. The group's topic and masks, which the keeper has
 * too, are those of the group itself, which stays while it has any.
 */
struct kept_role {
	struct kept_role *next;
	uint64_t made; /* of the account */
	unsigned roles; /* not 0 */
	uint8_t len;
	char at[LIMIT_NAME];
};

struct row {
	uint64_t made; /* µs since 1970 */
	struct modes modes;
	struct kept_role *roles;
	uint64_t changed, written; /* its latest change, from 1; the keeper's */
	bool failed; /* the last write failed */
	bool is_synced; /* by this keeper */
	bool is_new; /* not written by the keeper yet, so not in force */
	bool ends; /* the keeper has to drop it */
	bool takes_parts; /* it was not known before this report */
	uint8_t name_len; /* 0: row is free */
	uint8_t founder_len;
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
};

/* A client's wait for a write. */
struct wait {
	uint64_t change; /* that it waits for; 0: it does not wait */
	uint32_t row;
	bool done;
	enum code result; /* if done */
	usec deadline; /* ticks_mono */
	uint8_t len;
	char text[REGISTERED_GROUPS_TEXT];
};

/* Writing is not saved: the next program writes again. */
static struct {
	struct row *at;
	struct modes *modes; /* of a record that is read */
	char *text; /* of a record */
	struct rows rows;
	struct index by_name;
	struct index by_founder;
	struct wait *wait; /* one for each client */
	struct ring due; /* rows to be written */
	struct row *written; /* the one that is; null: none */
	uint32_t ticket; /* of that */
	uint64_t change; /* that is written */
	size_t failed; /* rows whose last write failed */
	struct retry retry;
} registered;

static_assert(ROWS_NONE == INDEX_NONE, "none is none");

static void
registered_groups_init(void)
{
	registered.at = arena_table(ROWS_MOST, sizeof(*registered.at));
	registered.modes = arena_table(1, sizeof(*registered.modes));
	registered.text = arena_table(RECORD_TEXT, 1);
	rows_init(&registered.rows, ROWS_MOST);
	INDEX_INIT(&registered.by_name, registered.at, ROWS_MOST, BUCKETS,
	    INDEX_NAME(struct row, name, name_len));
	INDEX_INIT(&registered.by_founder, registered.at, ROWS_MOST, BUCKETS,
	    INDEX_NAME(struct row, founder, founder_len));
}

static struct str
name_of(const struct row *row)
{
	return (struct str) { row->name, row->name_len };
}

static struct str
founder_of(const struct row *row)
{
	return (struct str) { row->founder, row->founder_len };
}

/* Returns the row of that name, or null. */
static struct row *
find(struct str name)
{
	const uint32_t row = index_find(&registered.by_name, name);

	return row == ROWS_NONE ? NULL : &registered.at[row];
}

static uint32_t
number_of(const struct row *row)
{
	return (uint32_t)(row - registered.at);
}

/* Walks over all rows that are in use. */
#define FOR_EACH_ROW(it)                                          \
	for (struct row *it = registered.at;                      \
	     (it) < registered.at + registered.rows.ever; (it)++) \
		if ((it)->name_len > 0)

/* Sets a name of a row that an index has. */
static void
set_indexed(struct index *index, struct row *row, char *at, uint8_t *len,
    struct str name)
{
	if (*len > 0)
		index_drop(index, number_of(row));
	*len = (uint8_t)name.len;
	if (name.len == 0)
		return;
	memmove(at, name.at, name.len);
	index_add(index, number_of(row));
}

/* Enters what is to be known of a group. Returns its row; null: no room. */
static struct row *
enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes)
{
	struct row *row = find(name);
	uint32_t number;

	if (row == NULL) {
		number = rows_alloc(&registered.rows);
		if (number == ROWS_NONE)
			return NULL;
		row = &registered.at[number];
		*row = (struct row) { .name_len = 0 };
		set_indexed(
		    &registered.by_name, row, row->name, &row->name_len, name);
	}
	set_indexed(&registered.by_founder, row, row->founder,
	    &row->founder_len, founder);
	row->made = made;
	row->modes = *modes;
	row->is_synced = true;
	return row;
}

/* Returns the group's record, valid until the next call. */
static struct str
record_of(const struct row *row)
{
	char made[STR_DIGITS], letters[MODES_LETTERS];
	struct buf text;

	buf_init(&text, registered.text, RECORD_TEXT);
	(void)BUF_CAT(&text, name_of(row), STR(" "), founder_of(row), STR(" "),
	    str_number(row->made, made), STR(" "),
	    modes_word(row->modes.flags, letters), STR(" "),
	    DECIMAL(row->modes.limit),
	    row->modes.key[0] != '\0' ? STR(" ") : STR(""),
	    str_from(row->modes.key)); /* it fits */
	return buf_str(&text);
}

/*
 * Enters a record, from the keeper or from a state. Returns its row; null if it
 * is invalid or there is no room.
 */
static struct row *
read_record(struct str rest)
{
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str number = str_word(&rest);
	struct modes *modes = registered.modes;
	uint64_t made;

	*modes = (struct modes) { 0 };
	if (group_check(name) != CODE_OK || name_spelling(founder) != CODE_OK ||
	    !str_to_number(number, UINT64_MAX, &made) ||
	    !modes_read_all(rest, modes))
		return NULL;
	return enter(name, founder, made, modes);
}

/* Returns the address of the pointer to the role, or of the last, null. */
static struct kept_role **
place_of(struct row *row, struct str account)
{
	struct kept_role **at = &row->roles;

	while (*at != NULL &&
	    !str_caseeq((struct str) { (*at)->at, (*at)->len }, account))
		at = &(*at)->next;
	return at;
}

/* Sets the roles of an account; without memory they are not kept. */
static void
set_roles(struct row *row, struct str account, uint64_t made, unsigned roles)
{
	struct kept_role **at = place_of(row, account), *role = *at;

	if (role == NULL && roles != 0) {
		role = *at = arena_alloc(sizeof(*role));
		if (role == NULL)
			return;
		*role = (struct kept_role) { .len = (uint8_t)account.len };
		memcpy(role->at, account.at, account.len);
	}
	if (role == NULL)
		return;
	role->made = made;
	role->roles = roles;
	if (roles != 0)
		return;
	*at = role->next;
	arena_free(role, sizeof(*role));
}

/* Returns whether there is room to keep the roles of an account, if any. */
static bool
may_keep(struct row *row, struct str account)
{
	size_t count = 0;

	for (const struct kept_role *role = row->roles; role != NULL;
	     role = role->next)
		count++;
	return count < KEPT_ROLES || account.len == 0 ||
	    *place_of(row, account) != NULL;
}

/* Notes the roles of a member; false if it is not logged in. */
static bool
note_roles(struct row *row, uint32_t group, uint32_t client)
{
	const struct str account = identity_account(client);
	const uint64_t made = account_names_made(account);

	if (account.len == 0 || made == 0 || !may_keep(row, account))
		return false;
	set_roles(row, account, made, groups_roles(group, client));
	return true;
}

static struct str
letters_of(unsigned roles)
{
	if ((roles & ROLES_ALL) == ROLES_ALL)
		return STR("ov");
	return (roles & ROLE_OPERATOR) != 0 ? STR("o") : STR("v");
}

/*
 * Writing. The rows wait in a queue, one is written at a time, in its latest
 * state, and failed writes are tried again.
 */

static bool
is_pending(const struct row *row)
{
	return row->changed > row->written;
}

size_t
registered_groups_failed(void)
{
	return registered.failed;
}

static void
set_failed(struct row *row, bool failed)
{
	if (row->failed == failed)
		return;
	row->failed = failed;
	registered.failed += failed ? 1 : (size_t)-1;
	stats_changed(STATS_NONE);
}

/* Has the row written, after the write of it that is under way. */
static void
list(const struct row *row)
{
	if (row == registered.written)
		return;
	(void)ring_add(
	    &registered.due, ROWS_MOST, number_of(row)); /* or it is there */
	watch_no_wait();
}

/* Notes that the row differs from what the keeper has. */
static void
change(struct row *row)
{
	row->changed++;
	list(row);
}

/*
 * Answers the clients whose change is written, or all of them after a failure.
 */
static void
answer_waiting(const struct row *row, enum code code)
{
	FOR_EACH_CLIENT(client) {
		struct wait *wait = &registered.wait[client];
		if (wait->change == 0 || wait->done ||
		    wait->row != number_of(row) ||
		    (code == CODE_OK && wait->change > row->written))
			continue;
		wait->done = true;
		wait->result = code;
		asks_wake(client);
	}
}

/*
 * Says the row that is written to the keeper, and all of its parts; nothing of
 * one that ends. Returns false if that is impossible now.
 */
static bool
say_row(uint32_t ticket)
{
	const struct row *row = registered.written;
	const struct str name = name_of(row);
	const uint32_t group = groups_find(name);
	struct str by;

	(void)ticket;
	if (row->ends)
		return true;
	if (!asks_say(
		ASKS_KEEPER, WORDS(STR("put"), STR("group"), record_of(row))))
		return false;
	if (group != GROUP_NONE && groups_topic(group).len > 0) {
		by = str_from(groups_get(group)->topic_by);
		if (!asks_say(ASKS_KEEPER,
			WORDS(STR("put"), STR("topic"), name,
			    by.len > 0 ? by : STR("*"),
			    DECIMAL(groups_get(group)->topic_set),
			    groups_topic(group))))
			return false;
	}
	for (enum masks_list of = 0; group != GROUP_NONE && of < MASKS_LISTS;
	     of++)
		for (const struct mask_entry *mask =
			 groups_get(group)->masks[of].first;
		     mask != NULL; mask = mask->next)
			if (!asks_say(ASKS_KEEPER,
				WORDS(STR("put"), STR("mask"), name,
				    masks_letter(of), mask_entry_mask(mask),
				    mask_entry_name(mask), DECIMAL(mask->id))))
				return false;
	for (const struct kept_role *role = row->roles; role != NULL;
	     role = role->next)
		if (!asks_say(ASKS_KEEPER,
			WORDS(STR("put"), STR("role"), name,
			    ((struct str) { role->at, role->len }),
			    DECIMAL(role->made), letters_of(role->roles))))
			return false;
	return true;
}

/*
 * Notes the registration of the group of that name, if the group exists: with
 * another one, its past, its table and its box are kept elsewhere. And tells
 * the members if it has a history from now on, or not any more, by a mode event
 * as if an operator had made it; not if its operators have cleared H.
 */
static void
note_registered(struct str name)
{
	const uint32_t group = groups_find(name);
	const enum config_history kept = config_now()->history;
	const uint64_t made = registered_groups_made(name);
	struct group_history *history;
	struct str title, id, set;
	bool applies;

	if (group == GROUP_NONE)
		return;
	title = groups_name(group);
	history = &groups_get(group)->history;
	if (history->made != made) {
		history->made = made;
		if (history->applies)
			record_group_begins(group);
		store_begin_group(group);
	}
	applies = kept == HISTORY_ALL ||
	    (kept == HISTORY_GROUPS && (made != 0 || record_is_named(title)));
	if (history->applies == applies)
		return;
	history->applies = applies;
	if (applies)
		record_group_begins(group);
	if (modes_has(group, MODE_UNRECORDED) ||
	    groups_members(group)->count == 0)
		return;
	id = event_ids_next();
	set = applies ? STR("+H") : STR("-H");
	(void)fanout_group(group,
	    EVENT(WORDS(STR("mode"), id, title, STR(NAME_OPERATOR), set),
		WORDS(STR("mode"), id, title, STR(IDENTITY_OPERATOR), set),
		CLIENT_NONE));
}

/* Drops the row, and answers clients that wait for it with that code. */
static void
drop(struct row *row, enum code code)
{
	const struct str name = name_of(row);
	const uint32_t group = groups_find(name);
	const bool was_in_force = !row->is_new;
	char token[TOKEN_MOST];

	if (registered.written == row) {
		asks_cancel(registered.ticket);
		registered.written = NULL;
	}
	row->written = row->changed;
	answer_waiting(row, code);
	set_failed(row, false);
	row->is_new = true; /* not in force any more */
	while (row->roles != NULL)
		set_roles(row, (struct str) { row->roles->at, row->roles->len },
		    0, 0);
	note_registered(name);
	if (was_in_force)
		record_ends(token_make(name, row->made, token), false);
	if (was_in_force && group != GROUP_NONE) {
		/* It may have stayed only because it was registered. */
		if ((groups_get(group)->permanent & PERMANENT_BOX) == 0)
			work_release_box(group);
		groups_remove_if_empty(group);
	}
	set_indexed(&registered.by_founder, row, row->founder,
	    &row->founder_len, STR(""));
	set_indexed(
	    &registered.by_name, row, row->name, &row->name_len, STR(""));
	*row = (struct row) { .name_len = 0 };
	rows_free(&registered.rows, number_of(row));
}

/*
 * Takes the keeper's answer. A registration or removal that was refused is
 * undone; a mode change stays, and is tried again. If the group's account no
 * longer exists, the group belongs to nobody.
 */
static void
end_write(struct row *row, enum code code)
{
	asks_cancel(registered.ticket);
	registered.written = NULL;
	if (code == CODE_OK) {
		row->written = registered.change;
		registered.retry = (struct retry) { .delay = 0 };
	} else if (code == CODE_UNAVAILABLE) {
		retry_failed(&registered.retry, SEC);
	}
	set_failed(row, code == CODE_UNAVAILABLE);
	if (code == CODE_OK && !row->ends) {
		row->is_new = false;
		note_registered(name_of(row));
	}
	if (is_pending(row))
		list(row);
	answer_waiting(row, code);
	if (code == CODE_OK ? row->ends && !is_pending(row) : row->is_new) {
		drop(row, code);
	} else if (code != CODE_OK && (row->ends || code != CODE_UNAVAILABLE)) {
		row->ends = !row->ends;
		change(row);
	}
}

/* Begins the write that has waited longest. Returns false if there is none. */
static bool
begin(void)
{
	uint32_t row;

	if (registered.written != NULL)
		return true;
	if (registered.due.count == 0 || retry_waits(&registered.retry))
		return false;
	do
		row = ring_take(&registered.due, ROWS_MOST);
	while (row != RING_NONE && !is_pending(&registered.at[row]));
	if (row == RING_NONE)
		return false;
	registered.ticket = asks_ticket();
	if (registered.ticket == ASKS_NOBODY)
		list(&registered.at[row]);
	else
		registered.written = &registered.at[row];
	return registered.written != NULL;
}

void
registered_groups_turn(void)
{
	while (begin()) {
		struct row *row = registered.written;
		struct asks_answer answer;
		if (!asks_has_asked(registered.ticket))
			registered.change = row->changed;
		if (!asks_ask(registered.ticket,
			&(const struct asks_question) { .of = ASKS_KEEPER,
			    .writes = true,
			    .words =
				WORDS(row->ends ? STR("cut") : STR("settle"),
				    STR("group"), name_of(row)),
			    .begin = say_row },
			&answer))
			return;
		end_write(row, answer.code);
	}
}

/*
 * Makes the client's command wait until the row is written as it is now. While
 * its last write has failed or was not answered in time, it does not wait.
 */
static void
await(uint32_t client, const struct row *row, struct str text)
{
	struct wait *wait = &registered.wait[client];

	assert(text.len <= sizeof(wait->text));
	*wait = (struct wait) { .change = row->changed,
		.row = number_of(row),
		.done = row->failed,
		.result = CODE_UNAVAILABLE,
		.deadline = ticks_mono() + config_now()->hold_time,
		.len = (uint8_t)text.len };
	if (text.len > 0)
		memcpy(wait->text, text.at, text.len);
}

bool
registered_groups_is_awaited(uint32_t client)
{
	return registered.wait[client].change != 0;
}

bool
registered_groups_result(uint32_t client, enum code *code, struct str *text)
{
	struct wait *wait = &registered.wait[client];

	if (!wait->done && ticks_mono() >= wait->deadline) {
		set_failed(&registered.at[wait->row], true);
		wait->result = CODE_UNAVAILABLE;
	} else if (!wait->done) {
		slots_get(clients_slot(client))->up.not_before = wait->deadline;
		return false;
	}
	*code = wait->result;
	*text = (struct str) { wait->text, wait->len };
	wait->change = 0;
	return true;
}

static void
registered_groups_release(uint32_t client)
{
	registered.wait[client].change = 0;
}

/* Returns the row of a group whose registration is in force, or null. */
static struct row *
in_force(struct str name)
{
	struct row *row = find(name);

	return row != NULL && !row->is_new ? row : NULL;
}

uint64_t
registered_groups_made(struct str name)
{
	const struct row *row = in_force(name);

	return row != NULL ? row->made : 0;
}

struct str
registered_groups_founder(struct str name)
{
	const struct row *row = in_force(name);

	return row != NULL ? founder_of(row) : (struct str) { NULL, 0 };
}

struct str
registered_groups_next(uint32_t *number, uint64_t *made)
{
	while (*number < registered.rows.ever) {
		const struct row *row = &registered.at[(*number)++];
		*made = row->made;
		if (row->name_len > 0 && !row->is_new)
			return name_of(row);
	}
	return (struct str) { NULL, 0 };
}

void
registered_groups_begin(uint32_t group)
{
	const struct row *row = in_force(groups_name(group));

	if (row != NULL)
		groups_get(group)->modes = row->modes;
	note_registered(groups_name(group));
}

void
registered_groups_review(void)
{
	FOR_EACH_GROUP(group)
		note_registered(groups_name(group));
}

bool
registered_groups_may_note(uint32_t group, uint32_t member)
{
	struct row *row = find(groups_name(group));

	return row == NULL || may_keep(row, identity_account(member));
}

/* A group that is being registered or dropped has no modes to be saved yet. */
bool
registered_groups_changed(uint32_t group, uint32_t who, struct str text,
    bool is_part, uint32_t member)
{
	const struct modes *modes = &groups_get(group)->modes;
	struct row *row = find(groups_name(group));

	if (row == NULL)
		return false;
	if (member != CLIENT_NONE)
		is_part = note_roles(row, group, member);
	if (!is_part && row->modes.flags == modes->flags &&
	    row->modes.limit == modes->limit &&
	    strcmp(row->modes.key, modes->key) == 0)
		return false;
	row->modes = *modes;
	if (row->ends)
		return false;
	change(row);
	if (row->is_new || who == CLIENT_NONE)
		return false;
	await(who, row, text);
	return true;
}

void
registered_groups_end_account(struct str account)
{
	uint32_t row;

	while ((row = index_find(&registered.by_founder, account)) != ROWS_NONE)
		drop(&registered.at[row], CODE_NOT_ALLOWED);
	FOR_EACH_ROW(other)
		set_roles(other, account, 0, 0);
}

/* The keeper's report. */

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

/*
 * A record that is being changed says nothing new. A group that nobody was in
 * while its registration was unknown has the modes of any group.
 */
void
registered_groups_sync_record(struct str record)
{
	struct str rest = record;
	const struct str name = str_word(&rest);
	struct row *row = find(name);
	const bool is_news = row == NULL;
	uint32_t group;

	if (row != NULL && is_pending(row))
		return;
	row = read_record(record);
	if (row == NULL)
		return; /* the keeper's affair */
	if (!store_is_loaded())
		(void)make_group(name); /* it may have a table and a box */
	group = groups_find(name);
	if (group != GROUP_NONE && groups_get(group)->history.made == 0 &&
	    groups_members(group)->count == 0)
		registered_groups_begin(group);
	else
		note_registered(name);
	if (is_news)
		row->takes_parts = true;
}

/*
 * Take a part that the keeper reports, without its group: "BY ID TEXT" of a
 * topic, "LIST MASK BY ID" and "ACCOUNT MADE LETTERS". One that is wrong, or
 * for which there is no room, is left out.
 */
static void
take_topic(uint32_t group, struct str text)
{
	const struct str by = str_word(&text), number = str_word(&text);
	uint64_t id;

	if (groups_topic(group).len > 0 || by.len > LIMIT_NAME ||
	    !str_to_number(number, UINT64_MAX, &id) ||
	    text_check(text, LIMIT_TOPIC) != CODE_OK)
		return;
	groups_set_topic(group, text, str_eq(by, STR("*")) ? STR("") : by, id);
}

static void
take_mask(uint32_t group, struct str text)
{
	const struct str letter = str_word(&text), mask = str_word(&text);
	const struct str name = str_word(&text);
	enum masks_list list_of;
	uint64_t id;

	if (letter.len != 1 || !masks_list(letter.at[0], &list_of) ||
	    mask.len > LIMIT_MASK || !str_eq(masks_full(list_of, mask), mask) ||
	    name.len > LIMIT_NAME || !str_to_number(text, UINT64_MAX, &id) ||
	    masks_has(group, list_of, mask) ||
	    groups_get(group)->masks[list_of].count >= LIMIT_MASKS)
		return;
	(void)masks_restore(
	    group, list_of, id, CLIENT_NONE, mask, name); /* or left out */
}

static void
take_role(struct row *row, struct str text)
{
	const struct str account = str_word(&text), number = str_word(&text);
	unsigned roles = 0;
	uint64_t made;

	for (size_t i = 0; i < text.len; i++)
		roles |= text.at[i] == 'o' ? ROLE_OPERATOR : ROLE_VOICED;
	if (name_spelling(account) == CODE_OK &&
	    str_to_number(number, UINT64_MAX, &made) && may_keep(row, account))
		set_roles(row, account, made, roles);
}

/* What is known of a group is not older than what the keeper reports. */
void
registered_groups_sync_part(struct str kind, struct str record)
{
	const struct str name = str_word(&record);
	struct row *row = find(name);
	uint32_t group;

	if (row == NULL || !row->takes_parts)
		return;
	if (str_eq(kind, STR("role"))) {
		take_role(row, record);
		return;
	}
	group = make_group(name);
	if (group == GROUP_NONE)
		return;
	if (str_eq(kind, STR("topic")))
		take_topic(group, record);
	else
		take_mask(group, record);
	groups_remove_if_empty(group); /* if it was left out */
}

void
registered_groups_sync_begin(void)
{
	FOR_EACH_ROW(row)
		row->is_synced = false;
}

/* Members of a group that was not known may have made changes in it. */
void
registered_groups_sync_end(void)
{
	FOR_EACH_ROW(row) {
		const uint32_t group = groups_find(name_of(row));
		if (row->takes_parts && group != GROUP_NONE &&
		    groups_members(group)->count > 0)
			change(row);
		row->takes_parts = false;
		if (is_pending(row))
			list(row);
		else if (!row->is_synced)
			drop(row, CODE_OK);
	}
	registered.retry = (struct retry) { .delay = 0 };
}

/* The verbs register and drop. */

/* Returns CODE_OK if the client may register the group, or why not. */
static enum code
may_register(uint32_t who, struct str name, uint32_t group)
{
	const struct str account = identity_account(who);
	uint32_t row = index_find(&registered.by_founder, account);
	size_t count = 0;

	if (account.len == 0)
		return CODE_NOT_ALLOWED;
	if (group_check(name) != CODE_OK)
		return group_check(name);
	if (rights_operate(who, group) != CODE_OK)
		return rights_operate(who, group);
	if (find(name) != NULL) /* or it is being registered */
		return CODE_EXISTS;
	for (; row != ROWS_NONE; count++)
		row = index_next(&registered.by_founder, account, row);
	return count < FOUNDED_MOST ? CODE_OK : CODE_TOO_MANY;
}

static enum outcome
refuse_group(uint32_t who, const struct command *command, enum code code)
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
	struct row *row = find(name);

	if (row == NULL || (!row->is_new && !row->ends) ||
	    !str_caseeq(founder_of(row), identity_account(who)))
		return;
	row->ends = row->is_new; /* of two that wait, the first has done it */
	change(row);
}

/* Answers "register G" or "drop G" once the keeper has. */
static enum outcome
finish(uint32_t who, const struct command *command)
{
	const bool registers = command->rule->verb == VERB_REGISTER;
	struct str name = command->arg[0], text;
	const struct row *row;
	enum code code;

	if (!registered_groups_result(who, &code, &text))
		return OUTCOME_WAIT;
	if (code != CODE_OK)
		take_back(who, name);
	if (code != CODE_OK && !registers)
		return answers_refuse(who, command, code);
	if (code != CODE_OK)
		return refuse_group(who, command,
		    code == CODE_NO_SUCH_NAME ? CODE_NOT_ALLOWED : code);
	row = find(name);
	if (row != NULL)
		name = name_of(row); /* as it is spelled */
	LOG(STR("{name}: {event} {group}"), clients_name(who),
	    command->rule->word, name);
	return answers_ok(who, command, WORDS(name));
}

/* Reserves the group at once, and answers when the keeper has written it. */
enum outcome
registered_groups_register(uint32_t who, const struct command *command)
{
	const uint32_t group = groups_find(command->arg[0]);
	struct row *row;
	enum code code;

	if (registered_groups_is_awaited(who))
		return finish(who, command);
	code = may_register(who, command->arg[0], group);
	if (code != CODE_OK)
		return refuse_group(who, command, code);
	row = enter(groups_name(group), identity_account(who),
	    event_ids_next_number(), &groups_get(group)->modes);
	if (row == NULL)
		return refuse_group(who, command, CODE_TOO_MANY);
	row->is_new = true;
	for (size_t i = 0; i < groups_members(group)->count; i++)
		(void)note_roles(row, group,
		    groups_members(group)->at[i]); /* if it is logged in */
	change(row);
	await(who, row, STR(""));
	return finish(who, command);
}

enum outcome
drop_cmd(uint32_t who, const struct command *command)
{
	struct row *row = in_force(command->arg[0]);

	if (registered_groups_is_awaited(who))
		return finish(who, command);
	if (row == NULL || !str_caseeq(founder_of(row), identity_account(who)))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your account has not registered that group, or "
			"you are not logged in"));
	row->ends = true;
	change(row);
	await(who, row, STR(""));
	return finish(who, command);
}

/*
 * Saves the rows, each with what is still to be written of it, its roles, and
 * who waits: those lines run again, and would be answered as if nothing
 * changed.
 */
static void
registered_groups_save(struct state *state)
{
	FOR_EACH_ROW(row) {
		STATE_PUT(state, STR("group"), record_of(row));
		if (row->is_new)
			state_put(state, STR("new"), 1);
		if (is_pending(row))
			state_put(state, STR("unkept"), 1);
		if (row->ends)
			state_put(state, STR("ends"), 1);
		for (const struct kept_role *role = row->roles; role != NULL;
		     role = role->next)
			STATE_PUT(state, STR("role"),
			    ((struct str) { role->at, role->len }),
			    DECIMAL(role->made), letters_of(role->roles));
	}
	FOR_EACH_CLIENT(client) {
		const struct wait *wait = &registered.wait[client];
		const struct row *row = &registered.at[wait->row];
		const struct str text = { wait->text, wait->len };
		if (wait->change == 0 || !clients_is_named(client))
			continue; /* or it has left */
		if (wait->done && wait->result == CODE_OK) /* row may be gone */
			STATE_PUT(state, STR("kept"), DECIMAL(client), text);
		else if (row->name_len > 0)
			STATE_PUT(state, STR("wait"), DECIMAL(client),
			    name_of(row), text);
	}
}

/* Loads "CLIENT GROUP [TEXT]", or without GROUP a wait that is over. */
static void
load_wait(struct state *state, bool is_over)
{
	struct str text = state->value;
	const struct str number = str_word(&text);
	const struct row *row = is_over ? registered.at : find(str_word(&text));
	struct wait *wait;
	uint64_t client;

	if (row == NULL || !str_to_number(number, UINT64_MAX, &client) ||
	    !clients_is_named(client) || text.len > REGISTERED_GROUPS_TEXT) {
		state_wrong(state, "invalid wait for a group");
		return;
	}
	await((uint32_t)client, row, text);
	wait = &registered.wait[client];
	if (!is_over && is_pending(row))
		return;
	wait->change = UINT64_MAX; /* it only has to be told */
	wait->done = true;
	wait->result = CODE_OK;
}

static void
registered_groups_load(struct state *state)
{
	struct row *row = NULL;

	while (state_next(state)) {
		if (state_is(state, STR("group"))) {
			row = read_record(state->value);
			if (row == NULL)
				state_wrong(state, "invalid registered group");
		} else if (state_is(state, STR("wait"))) {
			load_wait(state, false);
		} else if (state_is(state, STR("kept"))) {
			load_wait(state, true);
		} else if (row == NULL) {
			continue;
		} else if (state_is(state, STR("new"))) {
			row->is_new = true;
		} else if (state_is(state, STR("unkept"))) {
			change(row);
		} else if (state_is(state, STR("ends"))) {
			row->ends = true;
		} else if (state_is(state, STR("role"))) {
			take_role(row, state->value);
		}
	}
}

/* The roles that members get by their accounts. */

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
	const struct str account = identity_account(client);
	struct row *row = account.len > 0 ? in_force(groups_name(group)) : NULL;
	const struct kept_role *role =
	    row != NULL ? *place_of(row, account) : NULL;
	unsigned due = 0;

	if (role != NULL && role->made == account_names_made(account))
		due = role->roles;
	if (row != NULL && str_caseeq(founder_of(row), account))
		due |= ROLE_OPERATOR;
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
owner_roles_tell(uint32_t client, uint32_t group, struct str roles)
{
	return fanout_group(group,
	    EVENT(NO_WORDS,
		WORDS(STR("mode"), event_ids_next(), groups_name(group),
		    STR(IDENTITY_OPERATOR), roles, clients_name(client)),
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

MODULE(registered_groups) = { TABLES(TABLE(registered.wait, CLIENTS_MAX),
				  TABLE(registered.due.has, ROWS_MOST),
				  TABLE(registered.due.row, ROWS_MOST)),
	.init = registered_groups_init, .release = registered_groups_release,
	SECTION("founders", registered_groups) };
