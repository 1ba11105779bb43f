/* The table of registered groups: see registrations.h. */
#include "router/accounts/registrations.h"

#include <assert.h>
#include <string.h>

#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/names.h"

#define BUCKETS 4096

/* Longest record: "NAME FOUNDER MADE LETTERS LIMIT [KEY]". */
#define RECORD_TEXT                                                \
	(LIMIT_GROUP + 1 + LIMIT_NAME + 2 * (1 + STR_DIGITS) + 1 + \
	    MODES_LETTERS + 1 + LIMIT_GROUP_KEY)

static struct {
	struct registration *at;
	struct modes *modes; /* of a record that is read */
	char *text; /* of a record */
	struct rows rows;
	struct index by_name;
	struct index by_founder;
} registrations;

static_assert(ROWS_NONE == INDEX_NONE, "none is none");

static void
registrations_init(void)
{
	registrations.at =
	    arena_table(REGISTRATIONS_MAX, sizeof(*registrations.at));
	registrations.modes = arena_table(1, sizeof(*registrations.modes));
	registrations.text = arena_table(RECORD_TEXT, 1);
	rows_init(&registrations.rows, REGISTRATIONS_MAX);
	INDEX_INIT(&registrations.by_name, registrations.at, REGISTRATIONS_MAX,
	    BUCKETS, INDEX_NAME(struct registration, name, name_len));
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

static void
set_name(uint32_t row, struct str name)
{
	struct registration *entry = &registrations.at[row];

	set_indexed(
	    &registrations.by_name, row, entry->name, &entry->name_len, name);
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
	set_name(row, name);
	return row;
}

void
registrations_free(uint32_t row)
{
	set_founder(row, STR(""));
	set_name(row, STR(""));
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
registrations_text(const struct registration *entry)
{
	const struct modes *modes = &entry->modes;
	char made[STR_DIGITS], letters[MODES_LETTERS];
	struct buf text;

	buf_init(&text, registrations.text, RECORD_TEXT);
	(void)BUF_CAT(&text, registration_name(entry), STR(" "),
	    registration_founder(entry), STR(" "),
	    str_number(entry->made, made), STR(" "),
	    modes_word(modes->flags, letters), STR(" "), DECIMAL(modes->limit),
	    modes->key_len > 0 ? STR(" ") : STR(""),
	    (struct str) { modes->key, modes->key_len }); /* it fits */
	return buf_str(&text);
}

uint32_t
registrations_read(struct str record)
{
	struct str rest = record;
	const struct str name = str_word(&rest), founder = str_word(&rest);
	const struct str number = str_word(&rest);
	struct modes *modes = registrations.modes;
	uint64_t made;

	*modes = (struct modes) { 0 };
	if (group_check(name) != CODE_OK || name_spelling(founder) != CODE_OK ||
	    !str_to_number(number, UINT64_MAX, &made) ||
	    !modes_read_all(rest, modes))
		return ROWS_NONE;
	return registrations_enter(name, founder, made, modes);
}

MODULE(registrations) = { .init = registrations_init };
