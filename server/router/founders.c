/* Groups that are registered: see founders.h. */
#include "router/founders.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/chain.h"
#include "base/hash.h"
#include "base/limits.h"
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
#define FOUNDED_MOST 50 /* of an account, or one could take them all */
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
	struct chain by_founder;
	uint64_t changes; /* of what the keeper is to have, ever */
	uint64_t *asked; /* by client: how many there were when it did */
} founders;

static_assert(ROWS_NONE == CHAIN_END, "none is none");

bool
founders_init(void)
{
	founders.at = arena_table(FOUNDED_MAX, sizeof(*founders.at));
	founders.draft = arena_table(1, sizeof(*founders.draft));
	founders.asked = arena_table(CLIENTS_MAX, sizeof(*founders.asked));
	return founders.at != NULL && founders.draft != NULL &&
	    founders.asked != NULL && rows_init(&founders.rows, FOUNDED_MAX) &&
	    chain_init(&founders.by_name, BUCKETS, FOUNDED_MAX) &&
	    chain_init(&founders.by_founder, BUCKETS, FOUNDED_MAX);
}

static struct str
name_of(const struct founded *founded)
{
	return (struct str) { founded->name, founded->name_len };
}

static struct str
founder_of(const struct founded *founded)
{
	return (struct str) { founded->founder, founded->founder_len };
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
	return founder_of(&founders.at[row]);
}

/* The first row of that account from this one on, of those of its hash. */
static uint32_t
next_of(struct str account, uint32_t row)
{
	while (row != CHAIN_END &&
	    !str_same(founder_of(&founders.at[row]), account))
		row = chain_next(&founders.by_founder, row);
	return row;
}

static uint32_t
first_of(struct str account)
{
	return next_of(
	    account, chain_first(&founders.by_founder, hash_name(account)));
}

static size_t
count_of(struct str account)
{
	size_t count = 0;

	for (uint32_t row = first_of(account); row != CHAIN_END;
	     row = next_of(account, chain_next(&founders.by_founder, row)))
		count++;
	return count;
}

/* Empty: it has none any more. */
static void
set_founder(uint32_t row, struct str account)
{
	struct founded *founded = &founders.at[row];

	if (founded->founder_len > 0)
		chain_drop(
		    &founders.by_founder, hash_name(founder_of(founded)), row);
	founded->founder_len = (uint8_t)account.len;
	if (account.len == 0)
		return;
	memcpy(founded->founder, account.at, account.len);
	chain_add(&founders.by_founder, hash_name(account), row);
}

/* The row of that name, which is made if there is none; or ROWS_NONE. */
static uint32_t
make(struct str name)
{
	uint32_t row = find(name);
	struct founded *founded;

	if (row != CHAIN_END)
		return row;
	row = rows_take(&founders.rows);
	if (row == ROWS_NONE)
		return ROWS_NONE;
	founded = &founders.at[row];
	*founded = (struct founded) { .name_len = (uint8_t)name.len };
	memcpy(founded->name, name.at, name.len);
	chain_add(&founders.by_name, hash_name(name), row);
	return row;
}

static void
drop(uint32_t row)
{
	struct founded *founded = &founders.at[row];

	chain_drop(&founders.by_name, hash_name(name_of(founded)), row);
	set_founder(row, STR(""));
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

/* In the arena, as all that clients say. */
static struct founded *
begin_draft(struct str name, struct str founder, uint64_t made)
{
	struct founded *draft = founders.draft;

	*draft = (struct founded) { .made = made,
		.name_len = (uint8_t)name.len,
		.founder_len = (uint8_t)founder.len };
	memcpy(draft->name, name.at, name.len);
	memcpy(draft->founder, founder.at, founder.len);
	return draft;
}

/* The draft is what the keeper has; false where there is no room for it. */
static bool
enter_draft(void)
{
	const struct founded *draft = founders.draft;
	const uint32_t row = make(name_of(draft));
	struct founded *founded;

	if (row == ROWS_NONE)
		return false;
	founded = &founders.at[row];
	set_founder(row, founder_of(draft));
	founded->made = draft->made;
	founded->modes = draft->modes;
	founded->told = true;
	return true;
}

/* A record of the keeper, or of a state; false if it is none, or no room. */
static bool
read_record(struct str rest)
{
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str made = str_word(&rest);
	uint64_t number;

	return group_check(name) == CODE_OK &&
	    name_spelling(founder) == CODE_OK &&
	    str_to_number(made, UINT64_MAX, &number) &&
	    read_modes(rest, &begin_draft(name, founder, number)->modes) &&
	    enter_draft();
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
	record->word[1] = founder_of(founded);
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

	founders.changes++;
	if (row == CHAIN_END)
		return;
	founders.at[row].modes = *modes_get(group);
	tell(&founders.at[row]);
}

void
founders_end(struct str account)
{
	uint32_t row;

	while ((row = first_of(account)) != CHAIN_END) {
		/* If nobody can be told now, it has no founder there either. */
		(void)asking_tell(WORDS(
		    STR("cut"), STR("group"), name_of(&founders.at[row])));
		drop(row);
	}
}

/* Why the client may not register the group; CODE_OK: it may. */
static enum code
may_register(uint32_t who, struct str name, uint32_t group)
{
	if (people_account(who).len == 0)
		return CODE_NOT_ALLOWED;
	if (group_check(name) != CODE_OK)
		return group_check(name);
	if (rights_steer(who, group) != CODE_OK)
		return rights_steer(who, group);
	if (founders_of(name).len > 0)
		return CODE_EXISTS;
	return count_of(people_account(who)) < FOUNDED_MOST ? CODE_OK :
							      CODE_TOO_MANY;
}

static enum outcome
refuse(uint32_t who, const struct command *command, enum code code)
{
	const struct str word = command->rule->word;

	switch (code) {
	case CODE_NOT_ALLOWED: /* since it was asked for */
		return answers_refuse_saying(
		    who, word, code, STR("not logged in"));
	case CODE_EXISTS:
		return answers_refuse_saying(
		    who, word, code, STR("group already registered"));
	case CODE_TOO_MANY:
		return answers_refuse_saying(who, word, code,
		    STR("your account, or all accounts together, have "
			"registered too many groups"));
	default:
		return answers_refuse_over(who, word, code,
		    grammar_excess_of(ARG_GROUP, command->arg[0]));
	}
}

/* What it would be. */
static const struct founded *
draft(uint32_t who, uint32_t group)
{
	struct founded *draft = begin_draft(
	    groups_name(group), people_account(who), groups_created(group));

	draft->modes = *modes_get(group);
	return draft;
}

/* What was asked of the keeper is not so any more: it is told how things are.
 */
static void
tell_again(struct str name)
{
	const uint32_t row = find(name);

	founders.changes++; /* whoever waits for such an answer tells anew */
	if (row != CHAIN_END)
		tell(&founders.at[row]);
	else
		(void)asking_tell(WORDS(STR("cut"), STR("group"), name));
}

static bool
ask(uint32_t who, struct words words, struct asking_answer *answer)
{
	if (!asking_is_on(who))
		founders.asked[who] = founders.changes;
	return asking_ask(who, words, answer);
}

/* The answer has come, and that is done here, too. */
static void
settle(uint32_t who, struct str name)
{
	if (founders.changes != founders.asked[who])
		tell_again(name);
}

static enum outcome
is_registered(uint32_t who, const struct command *command)
{
	const struct str name = name_of(founders.draft);

	if (!enter_draft())
		return refuse(who, command, CODE_TOO_MANY);
	settle(who, name);
	LOG(LOG_KEY("name"), clients_name(who), STR(": "), LOG_KEY("event"),
	    STR("register"), STR(" "), LOG_KEY("group"), name);
	return answers_done(
	    fan_one(who, WORDS(STR("ok"), command->rule->word, name)));
}

/* The keeper has it before it is answered. */
enum outcome
founders_register(uint32_t who, const struct command *command)
{
	const struct str name = command->arg[0];
	const uint32_t group = groups_find(name);
	const enum code code = may_register(who, name, group);
	struct asking_answer answer;
	struct put put;

	if (code != CODE_OK) {
		if (asking_is_on(who))
			tell_again(name);
		asking_go(who); /* what was asked is no other's answer */
		return refuse(who, command, code);
	}
	if (!ask(who, words_to_put(draft(who, group), &put), &answer))
		return OUTCOME_WAIT;
	return answer.code == CODE_OK ? is_registered(who, command) :
					refuse(who, command, answer.code);
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
		    STR("your account has not registered that group, or "
			"you are not logged in"));
	}
	if (!ask(who,
		WORDS(STR("cut"), STR("group"), name_of(&founders.at[row])),
		&answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return answers_refuse(who, word, answer.code);
	LOG(LOG_KEY("name"), clients_name(who), STR(": "), LOG_KEY("event"),
	    STR("drop"), STR(" "), LOG_KEY("group"),
	    name_of(&founders.at[row]));
	drop(row);
	settle(who, name);
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
		if (state_is(state, STR("group")) && !read_record(state->value))
			state_wrong(state, "invalid registered group");
}
