/* The table of registered groups: see registrations.h. */
#include "router/verbs/accounts/registrations.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/names.h"

#define BUCKETS 4096

/* Longest record: "NAME FOUNDER MADE LETTERS LIMIT [KEY] [FORMER ASKED]". */
#define RECORD_TEXT                                                      \
	(2 * (LIMIT_GROUP + 1) + LIMIT_NAME + 3 * (1 + STR_DIGITS) + 1 + \
	    MODES_LETTERS + 1 + LIMIT_GROUP_KEY)

/* Why a group gets another name. */
struct reason {
	uint16_t len;
	char text[LIMIT_TOPIC];
};

static struct {
	struct registration *at;
	struct reason *reason;
	struct modes *modes; /* of a record that is read */
	char *text; /* of a record */
	struct rows rows;
	struct index by_name;
	struct index by_other;
	struct index by_founder;
} registrations;

static_assert(ROWS_NONE == INDEX_NONE, "none is none");

static void
registrations_init(void)
{
	registrations.at =
	    arena_table(REGISTRATIONS_MAX, sizeof(*registrations.at));
	registrations.reason =
	    arena_table(REGISTRATIONS_MAX, sizeof(*registrations.reason));
	registrations.modes = arena_table(1, sizeof(*registrations.modes));
	registrations.text = arena_table(RECORD_TEXT, 1);
	rows_init(&registrations.rows, REGISTRATIONS_MAX);
	INDEX_INIT(&registrations.by_name, registrations.at, REGISTRATIONS_MAX,
	    BUCKETS, INDEX_NAME(struct registration, name, name_len));
	INDEX_INIT(&registrations.by_other, registrations.at, REGISTRATIONS_MAX,
	    BUCKETS, INDEX_NAME(struct registration, other, other_len));
	INDEX_INIT(&registrations.by_founder, registrations.at,
	    REGISTRATIONS_MAX, BUCKETS,
	    INDEX_NAME(struct registration, founder, founder_len));
}

uint32_t
registrations_ever(void)
{
	return registrations.rows.ever;
}

struct registration *
registrations_get(uint32_t row)
{
	return &registrations.at[row];
}

uint32_t
registrations_find(struct str name)
{
	return index_find(&registrations.by_name, name);
}

uint32_t
registrations_find_other(struct str name)
{
	return index_find(&registrations.by_other, name);
}

uint32_t
registrations_next(struct str founder, uint32_t row)
{
	return row == ROWS_NONE ?
	    index_find(&registrations.by_founder, founder) :
	    index_next(&registrations.by_founder, founder, row);
}

/* Sets a name of a row that an index has. */
static void
set_indexed(
    struct index *index, uint32_t row, char *at, uint8_t *len, struct str name)
{
	if (*len > 0)
		index_drop(index, row);
	*len = (uint8_t)name.len;
	if (name.len == 0)
		return;
	memmove(at, name.at, name.len);
	index_add(index, row);
}

static void
set_founder(uint32_t row, struct str account)
{
	struct registration *entry = &registrations.at[row];

	set_indexed(&registrations.by_founder, row, entry->founder,
	    &entry->founder_len, account);
}

void
registrations_set_name(uint32_t row, struct str name)
{
	struct registration *entry = &registrations.at[row];

	set_indexed(
	    &registrations.by_name, row, entry->name, &entry->name_len, name);
}

void
registrations_set_other(uint32_t row, struct str name)
{
	struct registration *entry = &registrations.at[row];

	set_indexed(&registrations.by_other, row, entry->other,
	    &entry->other_len, name);
}

void
registrations_set_former(uint32_t row, struct str name)
{
	struct registration *entry = &registrations.at[row];

	entry->former_len = (uint8_t)name.len;
	if (name.len > 0)
		memmove(entry->former, name.at, name.len);
}

void
registrations_set_reason(uint32_t row, struct str text)
{
	struct reason *reason = &registrations.reason[row];

	assert(text.len <= sizeof(reason->text));
	reason->len = (uint16_t)text.len;
	if (text.len > 0)
		memcpy(reason->text, text.at, text.len);
}

struct str
registrations_reason(uint32_t row)
{
	const struct reason *reason = &registrations.reason[row];

	return (struct str) { reason->text, reason->len };
}

/* Returns the row of that name, a new one if there was none, or ROWS_NONE. */
static uint32_t
make(struct str name)
{
	uint32_t row = registrations_find(name);

	if (row != INDEX_NONE)
		return row;
	row = rows_alloc(&registrations.rows);
	if (row == ROWS_NONE)
		return ROWS_NONE;
	registrations.at[row] = (struct registration) { .name_len = 0 };
	registrations_set_name(row, name);
	return row;
}

void
registrations_free(uint32_t row)
{
	set_founder(row, STR(""));
	registrations_set_other(row, STR(""));
	registrations_set_name(row, STR(""));
	registrations.at[row] = (struct registration) { .name_len = 0 };
	rows_free(&registrations.rows, row);
}

uint32_t
registrations_enter(struct str name, struct str founder, uint64_t made,
    const struct modes *modes)
{
	const uint32_t row = make(name);
	struct registration *entry;

	if (row == ROWS_NONE)
		return ROWS_NONE;
	entry = &registrations.at[row];
	set_founder(row, founder);
	entry->made = made;
	entry->modes = *modes;
	entry->is_synced = true;
	return row;
}

struct str
registrations_text(const struct registration *entry, struct str name,
    unsigned flags, struct str former, uint64_t asked)
{
	const struct modes *modes = &entry->modes;
	char made[STR_DIGITS], letters[MODES_LETTERS];
	struct buf text;

	buf_init(&text, registrations.text, RECORD_TEXT);
	(void)BUF_CAT(&text, name, STR(" "), registration_founder(entry),
	    STR(" "), str_number(entry->made, made), STR(" "),
	    modes_word(flags, letters), STR(" "), DECIMAL(modes->limit),
	    modes->key_len > 0 ? STR(" ") : STR(""),
	    (struct str) { modes->key, modes->key_len }); /* it fits */
	if (former.len > 0)
		(void)BUF_CAT(
		    &text, STR(" "), former, STR(" "), DECIMAL(asked));
	return buf_str(&text);
}

/*
 * Takes "FORMER ASKED" off the end of "LETTERS LIMIT [KEY] [FORMER ASKED]".
 * False if that is not well formed.
 */
static bool
take_former(struct str *rest, struct str *former, uint64_t *asked)
{
	struct str words[5], left = *rest;
	size_t count = 0;

	*former = STR("");
	while (left.at != NULL && count < COUNT(words))
		words[count++] = str_word(&left);
	if (left.at != NULL)
		return false;
	if (count < COUNT(words) - 1)
		return true;
	*former = words[count - 2];
	rest->len = (size_t)(former->at - 1 - rest->at);
	return group_check(*former) == CODE_OK &&
	    str_to_number(words[count - 1], UINT64_MAX, asked);
}

uint32_t
registrations_read(struct str record)
{
	struct str rest = record, former;
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str number = str_word(&rest);
	struct modes *modes = registrations.modes;
	uint64_t made, asked = 0;
	uint32_t row;

	*modes = (struct modes) { 0 };
	if (group_check(name) != CODE_OK || name_spelling(founder) != CODE_OK ||
	    !str_to_number(number, UINT64_MAX, &made) ||
	    !take_former(&rest, &former, &asked) ||
	    !modes_read_all(rest, modes))
		return ROWS_NONE;
	row = registrations_enter(name, founder, made, modes);
	if (row == ROWS_NONE)
		return ROWS_NONE;
	if (former.len > 0) {
		registrations_set_former(row, former);
		registrations.at[row].asked = asked;
	}
	return row;
}

MODULE(registrations) = { .init = registrations_init };
