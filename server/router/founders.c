/* Groups that are registered: see founders.h. */
#include "router/founders.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/chain.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/rows.h"
#include "router/asking.h"
#include "router/clients.h"
#include "router/fanout.h"
#include "router/groups.h"
#include "router/modes.h"
#include "router/people.h"
#include "router/rights.h"
#include "shared/limits.h"
#include "shared/names.h"

#define FOUNDED_MAX 10000 /* STORE_GROUPS */
#define BUCKETS 4096

struct founded {
	uint64_t made; /* µs since 1970 */
	struct modes modes;
	uint8_t name_len; /* 0: no row */
	uint8_t founder_len;
	bool told; /* by this keeper */
	bool changed; /* and not told to it yet */
	char name[LIMIT_GROUP];
	char founder[LIMIT_NAME];
};

static struct {
	struct founded *at;
	struct founded *draft; /* of one that is asked for, or read */
	struct rows rows;
	struct chain by_name;
} founders;

static_assert(ROWS_NONE == CHAIN_END, "none is none");

bool
founders_init(void)
{
	founders.at = arena_table(FOUNDED_MAX, sizeof(*founders.at));
	founders.draft = arena_table(1, sizeof(*founders.draft));
	return founders.at != NULL && founders.draft != NULL &&
	    rows_init(&founders.rows, FOUNDED_MAX) &&
	    chain_init(&founders.by_name, BUCKETS, FOUNDED_MAX);
}

static struct str
name_of(const struct founded *founded)
{
	return (struct str) { founded->name, founded->name_len };
}

static uint32_t
find(struct str name)
{
	uint32_t row = chain_first(&founders.by_name, hash_name(name));

	while (row != CHAIN_END && !str_same(name_of(&founders.at[row]), name))
		row = chain_next(&founders.by_name, row);
	return row;
}

struct str
founders_of(struct str name)
{
	const uint32_t row = find(name);

	if (row == CHAIN_END)
		return (struct str) { NULL, 0 };
	return (struct str) { founders.at[row].founder,
		founders.at[row].founder_len };
}

/* The row of that name, which is made if there is none; null: no room. */
static struct founded *
make(struct str name)
{
	uint32_t row = find(name);
	struct founded *founded;

	if (row != CHAIN_END)
		return &founders.at[row];
	row = rows_take(&founders.rows);
	if (row == ROWS_NONE)
		return NULL;
	founded = &founders.at[row];
	*founded = (struct founded) { .name_len = (uint8_t)name.len };
	memcpy(founded->name, name.at, name.len);
	chain_add(&founders.by_name, hash_name(name), row);
	return founded;
}

static void
drop(uint32_t row)
{
	struct founded *founded = &founders.at[row];

	chain_drop(&founders.by_name, hash_name(name_of(founded)), row);
	founded->name_len = 0;
	rows_give(&founders.rows, row);
}

/* "LETTERS LIMIT [KEY]". */
static bool
read_modes(struct str rest, struct modes *modes)
{
	const struct str letters = str_word(&rest), limit = str_word(&rest);
	uint64_t number;

	if (!modes_read(letters, &modes->flags) ||
	    !str_to_number(limit, UINT32_MAX, &number) ||
	    rest.len > sizeof(modes->key))
		return false;
	modes->limit = (uint32_t)number;
	modes->key_len = (uint8_t)rest.len;
	if (rest.len > 0)
		memcpy(modes->key, rest.at, rest.len);
	return true;
}

/* A record of the keeper, or of a state; null if it is none, or no room. */
static struct founded *
read_record(struct str rest)
{
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str made = str_word(&rest);
	struct modes *modes = &founders.draft->modes;
	struct founded *founded;
	uint64_t number;

	if (group_check(name) != CODE_OK || name_spelling(founder) != CODE_OK ||
	    !str_to_number(made, UINT64_MAX, &number) ||
	    !read_modes(rest, modes) || (founded = make(name)) == NULL)
		return NULL;
	founded->made = number;
	founded->modes = *modes;
	founded->founder_len = (uint8_t)founder.len;
	memcpy(founded->founder, founder.at, founder.len);
	founded->told = true;
	return founded;
}

void
founders_told(struct str record)
{
	struct str rest = record;
	const uint32_t row = find(str_word(&rest));

	if (row == CHAIN_END || !founders.at[row].changed)
		(void)read_record(record); /* or it is the keeper's affair */
}

void
founders_told_begin(void)
{
	for (uint32_t row = 0; row < founders.rows.ever; row++)
		founders.at[row].told = false;
}

/* The words of a record. */
#define RECORD_WORDS 6
struct record {
	char made[STR_DIGITS], limit[STR_DIGITS], letters[MODES_LETTERS];
	struct str word[RECORD_WORDS];
	size_t count;
};

static void
write_record(const struct founded *founded, struct record *record)
{
	const struct modes *modes = &founded->modes;

	record->word[0] = name_of(founded);
	record->word[1] =
	    (struct str) { founded->founder, founded->founder_len };
	record->word[2] = str_number(founded->made, record->made);
	record->word[3] = modes_word(modes->flags, record->letters);
	record->word[4] = str_number(modes->limit, record->limit);
	record->word[5] = (struct str) { modes->key, modes->key_len };
	record->count = RECORD_WORDS - (modes->key_len == 0 ? 1 : 0);
}

/* What is asked of the keeper, and the record. */
struct put {
	struct record record;
	struct str word[2 + RECORD_WORDS];
};

static struct words
words_to_put(const struct founded *founded, struct put *put)
{
	write_record(founded, &put->record);
	put->word[0] = STR("put");
	put->word[1] = STR("group");
	memcpy(put->word + 2, put->record.word, sizeof(put->record.word));
	return (struct words) { put->word, 2 + put->record.count };
}

/* Where there is no keeper the next one is told. */
static void
tell(struct founded *founded)
{
	struct put put;

	founded->changed = !asking_tell(words_to_put(founded, &put));
}

void
founders_told_end(void)
{
	for (uint32_t row = 0; row < founders.rows.ever; row++) {
		struct founded *founded = &founders.at[row];
		if (founded->name_len == 0)
			continue;
		if (founded->changed)
			tell(founded);
		else if (!founded->told)
			drop(row);
	}
}

void
founders_begin(uint32_t group)
{
	const uint32_t row = find(groups_name(group));

	if (row != CHAIN_END)
		modes_put(group, &founders.at[row].modes);
}

void
founders_changed(uint32_t group)
{
	const uint32_t row = find(groups_name(group));

	if (row == CHAIN_END)
		return;
	founders.at[row].modes = *modes_get(group);
	tell(&founders.at[row]);
}

void
founders_end(struct str account)
{
	for (uint32_t row = 0; row < founders.rows.ever; row++) {
		const struct founded *founded = &founders.at[row];
		const struct str founder = { founded->founder,
			founded->founder_len };
		if (founded->name_len == 0 || !str_same(founder, account))
			continue;
		/* If nobody can be told now, it has no founder there either. */
		(void)asking_tell(
		    WORDS(STR("cut"), STR("group"), name_of(founded)));
		drop(row);
	}
}

/* Why the client may not register the group; CODE_OK: it may. */
static enum code
may_register(uint32_t who, struct str name, uint32_t group)
{
	if (group_check(name) != CODE_OK)
		return group_check(name);
	if (rights_steer(who, group) != CODE_OK)
		return rights_steer(who, group);
	return founders_of(name).len > 0 ? CODE_EXISTS : CODE_OK;
}

/* What it would be, in the arena as all that clients say. */
static const struct founded *
draft(uint32_t who, uint32_t group)
{
	const struct str name = groups_name(group);
	const struct str account = people_account(who);
	struct founded *founded = founders.draft;

	*founded = (struct founded) { .made = groups_created(group),
		.name_len = (uint8_t)name.len,
		.founder_len = (uint8_t)account.len,
		.told = true };
	memcpy(founded->name, name.at, name.len);
	memcpy(founded->founder, account.at, account.len);
	founded->modes = *modes_get(group);
	return founded;
}

static enum outcome
is_registered(
    uint32_t who, const struct command *command, const struct founded *founded)
{
	struct founded *row = make(name_of(founded));

	if (row == NULL)
		return answers_refuse(who, command->rule->word, CODE_TOO_MANY);
	*row = *founded;
	LOG(clients_name(who), STR(": register "), name_of(row));
	return answers_done(
	    fan_one(who, WORDS(STR("ok"), command->rule->word, name_of(row))));
}

/* The keeper has it before it is answered. */
enum outcome
founders_register(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	const uint32_t group = groups_find(name);
	const enum code code = may_register(who, name, group);
	const struct founded *founded;
	struct asking_answer answer;
	struct put put;

	if (code != CODE_OK) {
		asking_go(who); /* what was asked is no other's answer */
		return answers_refuse(who, command->rule->word, code);
	}
	founded = draft(who, group);
	if (!asking_ask(who, words_to_put(founded, &put), &answer))
		return OUTCOME_WAIT;
	return answer.code == CODE_OK ?
	    is_registered(who, command, founded) :
	    answers_refuse(who, command->rule->word, answer.code);
}

enum outcome
founders_drop(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0], word = command->rule->word;
	const uint32_t row = find(name);
	const struct str founder = founders_of(name);
	struct asking_answer answer;

	if (founder.len == 0 || !str_same(founder, people_account(who))) {
		asking_go(who);
		return answers_refuse_saying(who, word, CODE_NOT_ALLOWED,
		    STR("you have not registered that group, or are not logged "
			"in"));
	}
	if (!asking_ask(who,
		WORDS(STR("cut"), STR("group"), name_of(&founders.at[row])),
		&answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return answers_refuse(who, word, answer.code);
	LOG(clients_name(who), STR(": drop "), name_of(&founders.at[row]));
	drop(row);
	return answers_done(fan_one(who, WORDS(STR("ok"), word, name)));
}

/* "group" and a record for each. */
void
founders_save(struct state *state)
{
	struct record record;

	for (uint32_t row = 0; row < founders.rows.ever; row++) {
		if (founders.at[row].name_len == 0)
			continue;
		write_record(&founders.at[row], &record);
		state_put_strs(state, STR("group"), record.word, record.count);
	}
}

void
founders_load(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("group")) &&
		    read_record(state->value) == NULL)
			state_wrong(state, "no group that is registered");
}
