/* Registered groups: see registered_groups.h. */
#include "router/accounts/registered_groups.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/log/stats.h"
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
#include "router/queue/budget.h"
#include "router/work/store.h"
#include "router/work/work.h"
#include "shared/buf.h"
#include "shared/names.h"

#define ROWS_MOST 10000 /* as many as the keeper keeps */
#define FOUNDED_MOST 50 /* of one account, so that none takes them all */
#define KEPT_ROLES 200 /* accounts with a role in one group */
#define BUCKETS 4096

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
	size_t role_count;
	conn_id by; /* who asks to register or to drop it; or CONN_NONE */
	bool unkept; /* the keeper may not have all that is here */
	bool ends; /* it is to be dropped */
	bool takes_parts; /* it was not known before this report */
	uint8_t name_len; /* 0: row is free */
	uint8_t founder_len;
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
};

/* A client's wait for the keeper, and what it is told then. */
struct wait {
	bool on;
	uint32_t row; /* which it is about; it may be another's meanwhile */
	uint8_t len;
	char text[REGISTERED_GROUPS_TEXT];
};

static struct {
	struct row *at;
	char *text; /* of a record */
	struct rows rows;
	struct index by_name;
	struct wait *wait; /* one for each connection */
} registered;

static_assert(ROWS_NONE == INDEX_NONE, "none is none");

static void
registered_groups_init(void)
{
	registered.at = arena_table(ROWS_MOST, sizeof(*registered.at));
	rows_init(&registered.rows, ROWS_MOST);
	INDEX_INIT(&registered.by_name, registered.at, ROWS_MOST, BUCKETS,
	    INDEX_NAME(struct row, name, name_len));
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

static bool
is_founder(const struct row *row, struct str account)
{
	return str_caseeq(founder_of(row), account);
}

/* Returns the row of that name, or null. */
static struct row *
find_row(struct str name)
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
	for (struct row * (it) = registered.at;                   \
	     (it) < registered.at + registered.rows.ever; (it)++) \
		if ((it)->name_len > 0)

/* Returns the group's record, valid until the next call. */
static struct str
record_of(const struct row *row)
{
	char made[STR_DIGITS], letters[MODES_LETTERS];
	const struct str flood = str_from(row->modes.flood);
	const struct str key = row->modes.key[0] == '\0' && flood.len > 0 ?
	    STR("-") :
	    str_from(row->modes.key);
	struct buf text;

	buf_init(&text, registered.text, LIMIT_LINE);
	(void)BUF_CAT(&text, name_of(row), STR(" "), founder_of(row), STR(" "),
	    str_number(row->made, made), STR(" "),
	    clients_letters(MODE_LETTERS, row->modes.flags, letters), STR(" "),
	    DECIMAL(row->modes.limit), key.len > 0 ? STR(" ") : STR(""), key,
	    flood.len > 0 ? STR(" ") : STR(""), flood);
	return buf_str(&text);
}

/* Returns the address of the pointer to the role, or of the last, null. */
static struct kept_role **
role_at(struct row *row, struct str account)
{
	struct kept_role **at = &row->roles;

	while (*at != NULL &&
	    !str_caseeq((struct str) { (*at)->at, (*at)->len }, account))
		at = &(*at)->next;
	return at;
}

/* Sets the roles of an account; false if there is no room for them. */
static bool
set_roles(struct row *row, struct str account, uint64_t made, unsigned roles)
{
	struct kept_role **at = role_at(row, account), *role = *at;

	if (role == NULL && roles == 0)
		return true;
	if (role == NULL) {
		role = row->role_count < KEPT_ROLES ?
		    arena_alloc(sizeof(*role)) :
		    NULL;
		if (role == NULL)
			return false;
		*role = (struct kept_role) { .len = (uint8_t)account.len };
		memcpy(role->at, account.at, account.len);
		*at = role;
		row->role_count++;
	}
	role->made = made;
	role->roles = roles;
	if (roles == 0) {
		*at = role->next;
		arena_free(role, sizeof(*role));
		row->role_count--;
	}
	return true;
}

/* Notes the roles of an account, if that is known; false: no room. */
static bool
note_roles(struct row *row, struct str account, unsigned roles)
{
	const uint64_t made =
	    account.len > 0 ? account_names_facts(account).made : 0;

	return made == 0 || set_roles(row, account, made, roles);
}

/* Telling the keeper. */

static bool
say_words(struct words words)
{
	return asks_say(ASKS_KEEPER, words);
}

/*
 * Says all that there is of a group, in place of what the keeper has. Returns
 * false if that is impossible now.
 */
static bool
say_all(const struct row *row)
{
	const struct str put = STR("put"), name = name_of(row);
	const uint32_t group = groups_find(name);

	if (!say_words(WORDS(STR("cut"), STR("group"), name)) ||
	    !say_words(WORDS(put, STR("group"), record_of(row))))
		return false;
	if (group != GROUP_NONE && groups_topic(group).len > 0) {
		const struct str by = str_from(groups_get(group)->topic_by);
		if (!say_words(WORDS(put, STR("topic"), name,
			by.len > 0 ? by : STR("*"),
			DECIMAL(groups_get(group)->topic_set),
			groups_topic(group))))
			return false;
	}
	for (enum masks_list of = 0; group != GROUP_NONE && of < MASKS_LISTS;
	     of++)
		for (const struct mask_entry *mask =
			 groups_get(group)->masks.list[of].first;
		     mask != NULL; mask = mask->next)
			if (!say_words(WORDS(put, STR("mask"), name,
				masks_letter(of), mask_entry_text(mask),
				mask_entry_name(mask), DECIMAL(mask->id))))
				return false;
	for (const struct kept_role *role = row->roles; role != NULL;
	     role = role->next)
		if (!say_words(WORDS(put, STR("role"), name,
			((struct str) { role->at, role->len }),
			DECIMAL(role->made), groups_role(role->roles))))
			return false;
	return true;
}

/* Has the keeper save what was said, unless it has refused some of it. */
static void
say_settle(const struct row *row)
{
	(void)say_words(WORDS(STR("settle"), STR("group"), name_of(row)));
}

/*
 * Asks the keeper to make that change; without words, to drop the group, or
 * whether it has kept all of it, which is said right before.
 */
static bool
ask_keeper(conn_id who, struct row *row, struct words words,
    struct asks_answer *answer)
{
	const struct str verb = row->ends ? STR("cut") : STR("settle");
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.is_made = true,
		.words = words.count > 0 ?
		    words :
		    WORDS(verb, STR("group"), name_of(row)) };

	if (words.count == 0 && !row->ends && !asks_has_asked(who.n) &&
	    asks_is_open(ASKS_KEEPER)) {
		*answer = (struct asks_answer) { .code = CODE_UNAVAILABLE };
		row->unkept = !say_all(row);
		if (row->unkept)
			return true;
	}
	return asks_ask(who.n, &question, answer);
}

bool
registered_groups_is_awaited(conn_id who)
{
	return registered.wait[who.n].on;
}

/*
 * A question that was lost is put again as that for all of the group: nobody
 * remembers what the client has changed.
 */
bool
registered_groups_result(conn_id who, const struct command *command,
    enum code *code, struct str *text)
{
	struct wait *wait = &registered.wait[who.n];
	struct asks_answer answer = { .code = CODE_NOT_ALLOWED };
	struct row *row = find_row(command->arg[0]);

	if (row == NULL)
		asks_cancel(who.n);
	else if (!ask_keeper(who, row, NO_WORDS, &answer))
		return false;
	else if (answer.code != CODE_OK)
		row->unkept = true;
	*code = answer.code;
	*text = (struct str) { wait->text, wait->len };
	wait->on = false;
	return true;
}

void
registered_groups_tell(void)
{
	FOR_EACH_ROW(row)
		if (row->unkept && !conn_is(row->by) && say_all(row))
			say_settle(row); /* until an answer says more */
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
	const size_t kept = config_now()->history;
	const uint64_t made = registered_groups_made(name);
	struct group_history *history;
	struct str title, id, set;
	bool applies, had;

	if (group == GROUP_NONE)
		return;
	title = groups_name(group);
	history = &groups_get(group)->history;
	if (history->made != made) {
		record_group_off(group);
		history->made = made;
		if (made != 0) /* it is the same in the next server */
			groups_get(group)->created = made;
		if (history->applies)
			record_group_begins(group);
		store_begin_group(group);
	}
	applies = kept == HISTORY_ALL ||
	    (kept == HISTORY_GROUPS &&
		(made != 0 ||
		    config_list_has(&config_now()->history_group, title)));
	had = history->applies;
	history->applies = applies;
	if (!groups_is_recorded(group))
		record_group_off(group);
	if (had == applies)
		return;
	if (applies)
		record_group_begins(group);
	if (groups_is(group, MODE_UNRECORDED) ||
	    groups_members(group)->count == 0)
		return;
	id = DECIMAL(event_ids_next());
	set = applies ? STR("+H") : STR("-H");
	(void)fanout_group(group,
	    EVENT(WORDS(STR("mode"), id, title, STR(NAME_OPERATOR), set),
		WORDS(STR("mode"), id, title, STR(IDENTITY_OPERATOR), set),
		CONN_NONE));
}

/* Drops the row. A client that waits for it is told when it looks. */
static void
drop_group(struct row *row)
{
	const struct str name = name_of(row);
	const uint32_t group = groups_find(name);
	char token[TOKEN_MOST];

	index_drop(&registered.by_name, number_of(row));
	while (row->roles != NULL)
		(void)set_roles(row,
		    (struct str) { row->roles->at, row->roles->len }, 0,
		    0); /* needs no room */
	note_registered(name);
	record_ends(token_make(name, row->made, token));
	if (group != GROUP_NONE) {
		/* It may have stayed only because it was registered. */
		work_release_box(group);
		groups_remove_if_empty(group);
	}
	*row = (struct row) { .name_len = 0 };
	rows_free(&registered.rows, number_of(row));
}

/*
 * Enters what is to be known of a group, in place of another registration of
 * that name. Returns its row; null: no room.
 */
static struct row *
enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes)
{
	struct row *row = find_row(name);
	uint32_t number;

	if (row != NULL && row->made != made)
		drop_group(row);
	if (row == NULL || row->name_len == 0) {
		number = rows_alloc(&registered.rows);
		if (number == ROWS_NONE)
			return NULL;
		row = &registered.at[number];
		*row = (struct row) { .made = made,
			.by = CONN_NONE,
			.name_len = (uint8_t)name.len,
			.founder_len = (uint8_t)founder.len };
		memcpy(row->name, name.at, name.len);
		memcpy(row->founder, founder.at, founder.len);
		index_add(&registered.by_name, number);
	}
	row->modes = *modes;
	return row;
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
	struct modes modes = { 0 };
	uint64_t made;

	if (group_check(name) != CODE_OK || name_spelling(founder) != CODE_OK ||
	    !str_to_number(number, UINT64_MAX, &made) ||
	    !groups_read_modes(rest, &modes))
		return NULL;
	return enter(name, founder, made, &modes);
}

/* Nobody hears of what a client that leaves has asked for: it may be lost. */
static void
registered_groups_close(conn_id who)
{
	struct row *row = &registered.at[registered.wait[who.n].row];

	if (!registered.wait[who.n].on)
		return;
	registered.wait[who.n].on = false;
	row->unkept = true;
	if (conn_same(row->by, who)) {
		row->by = CONN_NONE;
		row->ends = false;
	}
}

uint64_t
registered_groups_made(struct str name)
{
	const struct row *row = find_row(name);

	return row != NULL ? row->made : 0;
}

void
registered_groups_begin(uint32_t group)
{
	const struct row *row = find_row(groups_name(group));

	if (row != NULL && groups_members(group)->count == 0)
		groups_get(group)->modes = row->modes;
	note_registered(groups_name(group));
}

/*
 * Asks the keeper to make the change: those words, the roles of the account, or
 * the modes. If it does not have all, it is told all. While there is no keeper,
 * or it does not answer, the client does not wait.
 */
bool
registered_groups_changed(uint32_t group, conn_id who, struct str account,
    unsigned roles, struct words words, struct str text, enum code *code)
{
	const struct modes *modes = &groups_get(group)->modes;
	struct row *row = find_row(groups_name(group));
	struct wait *wait = &registered.wait[who.n];
	struct asks_answer answer = { .code = CODE_UNAVAILABLE };
	const struct str put = STR("put"), kind = STR("role");
	const struct kept_role *role;

	*code = CODE_OK;
	if (row == NULL ||
	    (words.count == 0 && account.len == 0 &&
		row->modes.flags == modes->flags &&
		row->modes.limit == modes->limit &&
		strcmp(row->modes.key, modes->key) == 0 &&
		strcmp(row->modes.flood, modes->flood) == 0))
		return true;
	row->modes = *modes;
	if (!note_roles(row, account, roles)) {
		*code = CODE_TOO_MANY;
		return true;
	}
	if (row->ends)
		return true; /* or all of it is told again */
	role = *role_at(row, account);
	words = row->unkept  ? NO_WORDS :
	    words.count > 0  ? words :
	    account.len == 0 ? WORDS(put, STR("group"), record_of(row)) :
	    role == NULL     ? WORDS(STR("cut"), kind, name_of(row), account) :
			       WORDS(put, kind, name_of(row), account,
				   DECIMAL(role->made), groups_role(role->roles));
	if (!asks_is_coming(ASKS_KEEPER) ||
	    (stats_now()->trouble & STATS_SILENT) != 0 ||
	    ask_keeper(who, row, words, &answer)) {
		row->unkept = row->unkept || answer.code != CODE_OK;
		*code = answer.code;
		return true;
	}
	row->unkept = row->unkept || !asks_has_asked(who.n);
	assert(text.len <= sizeof(wait->text));
	*wait = (struct wait) {
		.on = true, .row = number_of(row), .len = (uint8_t)text.len
	};
	if (text.len > 0)
		memcpy(wait->text, text.at, text.len);
	return false;
}

void
registered_groups_end_account(struct str account)
{
	FOR_EACH_ROW(row) {
		if (is_founder(row, account))
			drop_group(row);
		else
			(void)set_roles(row, account, 0, 0); /* needs no room */
	}
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
	struct row *row = find_row(name);
	const bool is_news = row == NULL;
	uint32_t group;

	if (row != NULL && (row->unkept || conn_is(row->by)))
		return;
	row = read_record(record);
	if (row == NULL)
		return; /* the keeper's affair */
	if (!store_is_loaded())
		(void)make_group(name); /* it may have a table and a box */
	group = groups_find(name);
	if (group != GROUP_NONE)
		registered_groups_begin(group);
	if (is_news)
		row->takes_parts = true;
	else if (group != GROUP_NONE) /* its last change may be lost */
		row->modes = groups_get(group)->modes;
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
	uint64_t id;

	if (str_to_number(text, UINT64_MAX, &id))
		(void)masks_restore(&groups_get(group)->masks, letter, id,
		    CLIENT_NONE, mask, name); /* or left out */
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
	    str_to_number(number, UINT64_MAX, &made))
		(void)set_roles(row, account, made, roles); /* or no room */
}

/* What is known of a group is not older than what the keeper reports. */
void
registered_groups_sync_part(struct str kind, struct str record)
{
	const struct str name = str_word(&record);
	struct row *row = find_row(name);
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

/* What is not in the file, but should be, is told with its next change. */
void
registered_groups_sync_end(void)
{
	FOR_EACH_ROW(row) {
		row->takes_parts = false;
		if (account_names_find(founder_of(row)).len == 0)
			drop_group(row);
	}
	registered_groups_tell();
}

/*
 * Answers "register G" or "drop G" once the keeper has. What it refuses is
 * undone, also if it has only not answered in time.
 */
static enum outcome
finish_change(conn_id who, const struct command *command)
{
	const bool registers = command->rule->verb == VERB_REGISTER;
	struct str name = command->arg[0], text;
	struct row *row = find_row(name);
	enum code code = CODE_NOT_ALLOWED;

	if (row == NULL ||
	    !conn_same(row->by, who)) { /* the account has ended */
		asks_cancel(who.n);
		registered.wait[who.n].on = false;
		return answers_refuse_saying(
		    who, command, code, STR("not logged in"));
	}
	registered.wait[who.n] =
	    (struct wait) { .on = true, .row = number_of(row) };
	if (!registered_groups_result(who, command, &code, &text))
		return OUTCOME_WAIT;
	row->by = CONN_NONE;
	row->ends = false;
	if (code == CODE_OK) {
		LOG(STR("{name}: {event} {group}"),
		    clients_name(client_of(who)), command->rule->word,
		    name_of(row));
		(void)answers_ok(who, command, WORDS(name_of(row)));
	} else if (registers ?
		say_words(WORDS(STR("cut"), STR("group"), name)) :
		say_all(row)) { /* or it is lost */
		say_settle(row); /* what was asked may be done later */
	}
	if (registers ? code != CODE_OK : code == CODE_OK)
		drop_group(row);
	return code == CODE_OK ? OUTCOME_DONE :
				 answers_refuse(who, command, code);
}

/* The group is registered at once; the keeper may refuse that. */
enum outcome
registered_groups_register(conn_id who, const struct command *command)
{
	const client_id me = client_of(who);
	const struct str account = clients_account(me);
	const uint32_t group = groups_find(command->arg[0]);
	enum code code = group_check(command->arg[0]);
	struct row *row;
	size_t count = 0;

	if (registered_groups_is_awaited(who))
		return finish_change(who, command);
	if (account.len == 0) /* logged out meanwhile */
		return answers_refuse_saying(
		    who, command, CODE_NOT_ALLOWED, STR("not logged in"));
	if (code == CODE_OK)
		code = rights_operate(me, group);
	if (code != CODE_OK)
		return answers_refuse_verb(who, command->rule->word, code,
		    grammar_excess_of(ARG_GROUP, command->arg[0]));
	if (find_row(command->arg[0]) != NULL)
		return answers_refuse_saying(
		    who, command, CODE_EXISTS, STR("group already registered"));
	budget_charge(WORK_ROW, registered.rows.ever);
	FOR_EACH_ROW(other)
		count += is_founder(other, account);
	if (count >= FOUNDED_MOST)
		return answers_refuse_saying(who, command, CODE_TOO_MANY,
		    STR("your account has registered too many groups"));
	row = enter(groups_name(group), account, event_ids_next(),
	    &groups_get(group)->modes);
	if (row == NULL)
		return answers_refuse(who, command, CODE_TOO_MANY);
	row->by = who;
	for (size_t i = 0; i < groups_members(group)->count; i++) {
		const client_id member = clients_at(groups_members(group), i);
		(void)note_roles(row, clients_account(member),
		    groups_roles(group, member)); /* or no room */
	}
	note_registered(name_of(row));
	return finish_change(who, command);
}

enum outcome
drop_cmd(conn_id who, const struct command *command)
{
	struct row *row = find_row(command->arg[0]);

	if (registered_groups_is_awaited(who))
		return finish_change(who, command);
	if (row == NULL || conn_is(row->by) ||
	    !is_founder(row, clients_account(client_of(who))))
		return answers_refuse_saying(who, command, CODE_NOT_ALLOWED,
		    STR("your account has not registered that group, or "
			"you are not logged in"));
	row->by = who;
	row->ends = true;
	return finish_change(who, command);
}

/* Nobody waits for the keeper then. */
static void
registered_groups_save(struct state *state)
{
	FOR_EACH_ROW(row) {
		STATE_PUT(state, STR("group"), record_of(row));
		if (row->unkept)
			state_put(state, STR("unkept"), 1);
		for (const struct kept_role *role = row->roles; role != NULL;
		     role = role->next)
			STATE_PUT(state, STR("role"),
			    ((struct str) { role->at, role->len }),
			    DECIMAL(role->made), groups_role(role->roles));
	}
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
		} else if (row != NULL && state_is(state, STR("unkept"))) {
			row->unkept = true;
		} else if (row != NULL && state_is(state, STR("role"))) {
			take_role(row, state->value);
		}
	}
}

/* The roles that members get by their accounts. */

bool
registered_groups_is_owner(uint32_t group, struct str account)
{
	const struct row *row = find_row(groups_name(group));

	return row != NULL && is_founder(row, account);
}

unsigned
registered_groups_roles(uint32_t group, struct str account)
{
	struct row *row = account.len > 0 ? find_row(groups_name(group)) : NULL;
	const struct kept_role *role =
	    row != NULL ? *role_at(row, account) : NULL;
	unsigned roles = 0;

	if (role != NULL && role->made == account_names_facts(account).made)
		roles = role->roles;
	if (row != NULL && is_founder(row, account))
		roles |= ROLE_OPERATOR;
	return roles;
}

static const struct {
	unsigned role;
	struct str change, letter;
} roles[] = { { ROLE_OPERATOR, LIT("+o"), LIT("o") },
	{ ROLE_VOICED, LIT("+v"), LIT("v") } };

enum outcome
registered_groups_list_roles(conn_id who, const struct command *command)
{
	const struct str word = STR("mask"), letter = command->arg[1];
	const enum code code = rights_operate(client_of(who), command->group);
	const struct row *row;
	struct str title, owner;
	size_t count = 0;

	if (code != CODE_OK)
		return answers_refuse(who, command, code);
	title = groups_name(command->group);
	row = find_row(title);
	if (row != NULL) {
		owner = founder_of(row);
		count++;
		fanout_conn(who,
		    WORDS(word, title, roles[0].letter, owner, owner,
			DECIMAL(row->made)));
	}
	for (const struct kept_role *role = row != NULL ? row->roles : NULL;
	     role != NULL; role = role->next) {
		const struct str account = { role->at, role->len };
		const bool counts =
		    role->made == account_names_facts(account).made;
		for (size_t i = str_caseeq(account, owner);
		     counts && i < COUNT(roles); i++)
			if ((role->roles & roles[i].role) != 0) {
				count++;
				fanout_conn(who,
				    WORDS(word, title, roles[i].letter, account,
					STR(NAME_OPERATOR),
					DECIMAL(role->made)));
			}
	}
	return answers_ok(who, command, WORDS(title, letter, DECIMAL(count)));
}

/* The members are told in the name that the server uses for itself. */
void
registered_groups_give_roles(client_id client, uint32_t group)
{
	struct membership *member = groups_membership(client, group);
	const unsigned due =
	    registered_groups_roles(group, clients_account(client)) &
	    ~(unsigned)member->roles;

	for (size_t i = 0; i < COUNT(roles); i++)
		if ((due & roles[i].role) != 0 &&
		    !fanout_group(group,
			EVENT(NO_WORDS,
			    WORDS(STR("mode"), DECIMAL(event_ids_next()),
				groups_name(group), STR(IDENTITY_OPERATOR),
				roles[i].change, clients_name(client)),
			    CONN_NONE))) {
			FOR_EACH_CONN_OF(it, client)
				fanout_mark_lost(it);
			return;
		}
	member->roles |= (unsigned char)due;
}

void
registered_groups_give_all(client_id client)
{
	const struct set *groups = groups_of(client);

	for (size_t i = 0; i < groups->count; i++)
		registered_groups_give_roles(client, groups->at[i]);
}

MODULE(registered_groups) = { TABLES(TABLE(registered.wait, CLIENTS_MAX),
				  TABLE(registered.text, LIMIT_LINE)),
	.init = registered_groups_init, .close = registered_groups_close,
	SECTION("founders", registered_groups) };
