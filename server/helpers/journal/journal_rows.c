/* The index of rows: see journal_rows.h. */
#include "helpers/journal/journal_rows.h"

#include <assert.h>
#include <string.h>

static_assert(JOURNAL_LINE <= UINT16_MAX, "a record's length fits");

#define CHAINS JOURNAL_ROWS_MOST
#define GROUPS ((uint32_t)1 << 18)
#define SENDERS ((uint32_t)1 << 18)

size_t
journal_rows_room(void)
{
	return JOURNAL_ROWS_MOST * sizeof(struct journal_row) +
	    (CHAINS + 2 * (size_t)GROUPS + SENDERS) * sizeof(uint32_t);
}

void
journal_rows_init(
    struct journal_rows *rows, void *room, struct siphash_secret secret)
{
	*rows = (struct journal_rows) {
		.row = room, .free = JOURNAL_ROW_NONE, .secret = secret
	};
	rows->chain = (uint32_t *)(void *)(rows->row + JOURNAL_ROWS_MOST);
	rows->first = rows->chain + CHAINS;
	rows->last = rows->first + GROUPS;
	rows->sent = rows->last + GROUPS;
}

bool
journal_row_read(
    const struct journal_record *record, struct journal_row_name *name)
{
	name->where = record->where;
	name->rest = record->rest;
	name->kind = str_word(&name->rest);
	name->key = str_word(&name->rest);
	return name->kind.len > 0 && name->key.len > 0;
}

bool
journal_row_is_put(const struct journal_record *record, struct str kind)
{
	struct journal_row_name name;

	return record->verb == JOURNAL_PUT && journal_row_read(record, &name) &&
	    str_eq(name.kind, kind);
}

static uint64_t
hash_word(const struct siphash_secret *secret, struct str word, bool fold)
{
	/* A damaged row may have no word there, not even an empty one. */
	const char *at = word.len > 0 ? word.at : "";

	return siphash(secret, (const unsigned char *)at, word.len, fold);
}

static uint32_t
group_of(const struct journal_rows *rows, struct str where, struct str kind)
{
	const uint64_t hash = hash_word(&rows->secret, where, true) ^
	    hash_word(&rows->secret, kind, false);

	return (uint32_t)(hash ^ hash >> 32);
}

/* Never 0, which a free row has. */
static uint64_t
hash_of(const struct journal_rows *rows, const struct journal_row_name *name)
{
	const struct siphash_secret secret = { rows->secret.first ^
		    hash_word(&rows->secret, name->where, true),
		rows->secret.second ^
		    hash_word(&rows->secret, name->kind, false) };

	return hash_word(&secret, name->key, false) | 1;
}

static uint32_t
find_hash(const struct journal_rows *rows, uint64_t hash)
{
	uint32_t number = rows->chain[hash % CHAINS] - 1;

	while (number != JOURNAL_ROW_NONE && rows->row[number].name != hash)
		number = rows->row[number].next;
	return number;
}

uint32_t
journal_rows_find(
    const struct journal_rows *rows, const struct journal_row_name *name)
{
	return find_hash(rows, hash_of(rows, name));
}

/* Adds the row at the end of its group. */
static void
enlist(struct journal_rows *rows, uint32_t number)
{
	struct journal_row *row = &rows->row[number];
	const uint32_t place = row->group % GROUPS;

	row->before = rows->last[place] - 1;
	row->after = JOURNAL_ROW_NONE;
	if (row->before != JOURNAL_ROW_NONE)
		rows->row[row->before].after = number;
	else
		rows->first[place] = number + 1;
	rows->last[place] = number + 1;
}

static void
delist(struct journal_rows *rows, uint32_t number)
{
	const struct journal_row *row = &rows->row[number];
	const uint32_t place = row->group % GROUPS;

	if (row->before != JOURNAL_ROW_NONE)
		rows->row[row->before].after = row->after;
	else
		rows->first[place] = row->after + 1;
	if (row->after != JOURNAL_ROW_NONE)
		rows->row[row->after].before = row->before;
	else
		rows->last[place] = row->before + 1;
}

/* Returns a free row; JOURNAL_ROW_NONE: there is none. */
static uint32_t
take_free(struct journal_rows *rows)
{
	const uint32_t number = rows->free;

	if (number != JOURNAL_ROW_NONE) {
		rows->free = rows->row[number].next;
		return number;
	}
	return rows->ever < JOURNAL_ROWS_MOST ? rows->ever++ : JOURNAL_ROW_NONE;
}

static uint32_t
rows_make(struct journal_rows *rows, const struct journal_row_name *name,
    uint64_t hash)
{
	const uint32_t number = take_free(rows);
	uint32_t *chain = &rows->chain[hash % CHAINS];

	if (number == JOURNAL_ROW_NONE)
		return number;
	rows->row[number] = (struct journal_row) { .name = hash,
		.is_own = name->where.at[0] == '@',
		.next = *chain - 1,
		.group = group_of(rows, name->where, name->kind) };
	*chain = number + 1;
	enlist(rows, number);
	rows->count++;
	return number;
}

uint32_t
journal_rows_sender(const struct journal_rows *rows, struct str sender)
{
	const uint64_t hash = hash_word(&rows->secret, sender, true);

	return (uint32_t)(hash ^ hash >> 32);
}

uint32_t
journal_rows_sent(const struct journal_rows *rows, uint32_t sender)
{
	return rows->sent[sender % SENDERS];
}

struct str
journal_rows_sender_of(struct str actor)
{
	const struct str account = journal_actor_account(actor);

	return account.len > 0 ? account : str_cut(&actor, '!');
}

/* Notes what is to be known of a letter. */
static void
note_letter(const struct journal_rows *rows, struct journal_row *row,
    const struct journal_row_name *name)
{
	struct str rest = name->rest;

	row->letter = 0;
	if (!str_eq(name->kind, JOURNAL_LETTER) ||
	    !str_to_number(name->key, UINT64_MAX, &row->letter) ||
	    row->letter == 0)
		return;
	row->size = (uint16_t)name->rest.len;
	row->sender =
	    journal_rows_sender(rows, journal_rows_sender_of(str_word(&rest)));
}

/* Counts the row, with its record; or does so no longer. */
static void
count_row(struct journal_rows *rows, const struct journal_row *row, bool is_in)
{
	const uint32_t one = is_in ? 1 : UINT32_MAX;
	const uint64_t bytes = is_in ? row->len : -(uint64_t)row->len;

	rows->live += bytes;
	if (row->letter != 0) {
		rows->letters += one;
		rows->sent[row->sender % SENDERS] += one;
	} else if (row->is_own) {
		rows->own += one;
		rows->own_live += bytes;
	}
}

uint32_t
journal_rows_put(struct journal_rows *rows, const struct journal_row_name *name,
    uint64_t at, size_t len)
{
	const uint64_t hash = hash_of(rows, name);
	uint32_t number = find_hash(rows, hash);
	struct journal_row *row;

	if (number == JOURNAL_ROW_NONE)
		number = rows_make(rows, name, hash);
	if (number == JOURNAL_ROW_NONE)
		return number;
	row = &rows->row[number];
	if (row->len > 0)
		count_row(rows, row, false);
	row->at = at;
	row->len = (uint16_t)len;
	row->moved = 0;
	note_letter(rows, row, name);
	count_row(rows, row, true);
	return number;
}

/* Takes the row out of its chain. */
static void
unchain(struct journal_rows *rows, uint32_t number)
{
	const struct journal_row *row = &rows->row[number];
	uint32_t *first = &rows->chain[row->name % CHAINS];
	uint32_t before = *first - 1;

	if (before == number) {
		*first = row->next + 1;
		return;
	}
	while (rows->row[before].next != number)
		before = rows->row[before].next;
	rows->row[before].next = row->next;
}

void
journal_rows_drop(struct journal_rows *rows, uint32_t number)
{
	struct journal_row *row = &rows->row[number];

	unchain(rows, number);
	delist(rows, number);
	count_row(rows, row, false);
	rows->count--;
	*row = (struct journal_row) { .next = rows->free };
	rows->free = number;
}

uint32_t
journal_rows_next(const struct journal_rows *rows, uint32_t number)
{
	while (number < rows->ever && rows->row[number].name == 0)
		number++;
	return number < rows->ever ? number : JOURNAL_ROW_NONE;
}

/* Skips rows of other groups that share the place in the table. */
static uint32_t
same_group(const struct journal_rows *rows, uint32_t number, uint32_t group)
{
	while (number != JOURNAL_ROW_NONE && rows->row[number].group != group)
		number = rows->row[number].after;
	return number;
}

uint32_t
journal_rows_first(
    const struct journal_rows *rows, struct str where, struct str kind)
{
	const uint32_t group = group_of(rows, where, kind);

	return same_group(rows, rows->first[group % GROUPS] - 1, group);
}

uint32_t
journal_rows_after(const struct journal_rows *rows, uint32_t number)
{
	return same_group(
	    rows, rows->row[number].after, rows->row[number].group);
}
