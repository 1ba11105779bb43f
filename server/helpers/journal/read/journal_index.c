/* The index of one file of the history: see journal_index.h. */
#include "helpers/journal/read/journal_index.h"

#include <string.h>

#include "helpers/journal/read/journal_search.h"

#define BUCKETS JOURNAL_INDEX_ROWS

/* In the key of what concerns all groups. */
#define ALL_GROUPS STR("*")

/* Room for the records of one ID, which stay together in a file. */
#define SPARE 4096

size_t
journal_index_size(void)
{
	return JOURNAL_INDEX_ROWS * sizeof(struct journal_index_row) +
	    JOURNAL_INDEX_ENTRIES * sizeof(struct journal_index_entry) +
	    BUCKETS * sizeof(uint32_t) + JOURNAL_INDEX_NAMES +
	    JOURNAL_INDEX_SIGNS * JOURNAL_SIGN;
}

void
journal_index_init(struct journal_index *index, void *memory,
    const struct siphash_secret *secret)
{
	char *at = memory;

	*index = (struct journal_index) { .secret = *secret };
	index->row = (struct journal_index_row *)(void *)at;
	at += JOURNAL_INDEX_ROWS * sizeof(struct journal_index_row);
	index->entry = (struct journal_index_entry *)(void *)at;
	at += JOURNAL_INDEX_ENTRIES * sizeof(struct journal_index_entry);
	index->bucket = (uint32_t *)(void *)at;
	at += BUCKETS * sizeof(uint32_t);
	index->names = at;
	index->sign = (unsigned char *)at + JOURNAL_INDEX_NAMES;
}

void
journal_index_empty(struct journal_index *index)
{
	memset(index->bucket, 0, BUCKETS * sizeof(uint32_t));
	index->rows = index->entries = index->named = index->signs = 0;
	index->records = index->last_id = 0;
	index->in_header = index->has_lost = false;
}

bool
journal_index_is_full(const struct journal_index *index)
{
	return index->rows + SPARE > JOURNAL_INDEX_ROWS ||
	    index->entries + SPARE > JOURNAL_INDEX_ENTRIES ||
	    index->named + SPARE * JOURNAL_KEY > JOURNAL_INDEX_NAMES;
}

static struct str
fold(struct str name, char *room)
{
	for (size_t i = 0; i < name.len; i++)
		room[i] = (char)str_lower(name.at[i]);
	return (struct str) { room, name.len };
}

/* Returns the key of a membership, built in room. */
static struct str
member_key(struct str group, struct str account, char room[JOURNAL_KEY])
{
	if (group.len > LIMIT_GROUP)
		group.len = LIMIT_GROUP;
	if (account.len > LIMIT_NAME)
		account.len = LIMIT_NAME;
	room[0] = '!';
	(void)fold(group, room + 1);
	room[1 + group.len] = '!';
	(void)fold(account, room + 1 + group.len + 1);
	return (struct str) { room, 1 + group.len + 1 + account.len };
}

static uint32_t *
bucket_of(const struct journal_index *index, struct str key)
{
	return &index
		    ->bucket[siphash(&index->secret,
				 (const unsigned char *)key.at, key.len, true) %
			BUCKETS];
}

/* Returns the row of a key, in any case; null if there is none. */
static struct journal_index_row *
row_find(const struct journal_index *index, struct str key)
{
	uint32_t number = *bucket_of(index, key);

	while (number != 0) {
		struct journal_index_row *row = &index->row[number - 1];
		if (str_caseeq(journal_index_name(index, row), key))
			return row;
		number = row->next;
	}
	return NULL;
}

/* Returns the row of a key, which may be a new one; null if there is no room.
 */
static struct journal_index_row *
row_get(struct journal_index *index, struct str key)
{
	struct journal_index_row *row = row_find(index, key);
	uint32_t *bucket;

	if (row != NULL)
		return row;
	if (index->rows == JOURNAL_INDEX_ROWS || key.len > JOURNAL_KEY ||
	    index->named + key.len > JOURNAL_INDEX_NAMES) {
		index->has_lost = true;
		return NULL;
	}
	bucket = bucket_of(index, key);
	row = &index->row[index->rows];
	*row = (struct journal_index_row) {
		.next = *bucket, .name = index->named, .len = (uint8_t)key.len
	};
	(void)fold(key, index->names + index->named);
	index->named += (uint32_t)key.len;
	*bucket = ++index->rows;
	return row;
}

/*
 * Appends an entry to those of a row. Jumps double on the way back, so that an
 * entry is found among n in about log(n) steps.
 */
static void
entry_add(struct journal_index *index, struct journal_index_row *row,
    uint64_t id, uint64_t at)
{
	struct journal_index_entry *entry = &index->entry[index->entries];
	uint32_t one = row->entry, two, three;

	if (index->entries == JOURNAL_INDEX_ENTRIES) {
		index->has_lost = true;
		return;
	}
	*entry = (struct journal_index_entry) { .id = id,
		.at = at,
		.before = one,
		.jump = one,
		.sign = row->sign };
	row->entry = ++index->entries;
	if (one == 0)
		return;
	entry->depth = index->entry[one - 1].depth + 1;
	two = index->entry[one - 1].jump;
	three = two == 0 ? 0 : index->entry[two - 1].jump;
	if (three != 0 &&
	    index->entry[one - 1].depth - index->entry[two - 1].depth ==
		index->entry[two - 1].depth - index->entry[three - 1].depth)
		entry->jump = three;
}

/* Returns the row's first entry at or after the ID; null if there is none. */
static const struct journal_index_entry *
entry_find(const struct journal_index *index,
    const struct journal_index_row *row, uint64_t id)
{
	const struct journal_index_entry *found = NULL;
	uint32_t number = row->entry;

	while (number != 0) {
		const struct journal_index_entry *entry =
		    &index->entry[number - 1];
		if (entry->id < id)
			break;
		found = entry;
		number =
		    entry->jump != 0 && index->entry[entry->jump - 1].id >= id ?
		    entry->jump :
		    entry->before;
	}
	return found;
}

static unsigned char *
sign_of(const struct journal_index *index, uint32_t number)
{
	return &index->sign[(size_t)(number - 1) * JOURNAL_SIGN];
}

/*
 * Begins the signature of a block, if there is room. Targets of few records
 * leave half of it to those that have blocks which have ended.
 */
static void
sign_begin(struct journal_index *index, struct journal_index_row *row)
{
	const size_t most =
	    row->entry == 0 ? JOURNAL_INDEX_SIGNS / 2 : JOURNAL_INDEX_SIGNS;

	row->sign = 0;
	if (index->signs >= most)
		return;
	row->sign = ++index->signs;
	memset(sign_of(index, row->sign), 0, JOURNAL_SIGN);
}

static void
take_target(struct journal_index *index, const struct journal_record *record,
    uint64_t at, size_t len)
{
	struct journal_index_row *row = row_get(index, record->where);

	if (row == NULL)
		return;
	if (row->passed++ == 0)
		sign_begin(index, row);
	if (row->sign != 0)
		journal_sign_add(
		    sign_of(index, row->sign), journal_search_text(record));
	if (row->passed > JOURNAL_INDEX_STEP && !record->more) {
		entry_add(index, row, record->id, at);
		row->passed = 0;
	}
	row->records++;
	row->bytes += (uint32_t)len;
	row->id = record->id;
	row->at = (uint32_t)at;
}

/*
 * Notes that all memberships of a group end here, or of all groups: those of a
 * passing group when it begins.
 */
static void
end_all(struct journal_index *index, struct str group, uint64_t id)
{
	char room[JOURNAL_KEY];
	struct journal_index_row *row =
	    row_get(index, member_key(group, STR(""), room));

	if (row != NULL)
		entry_add(index, row, id, 0);
}

/* Returns when all memberships of the group ended after an ID; or never. */
static uint64_t
end_after(const struct journal_index *index, struct str group, uint64_t id)
{
	char room[JOURNAL_KEY];
	const struct journal_index_row *row =
	    row_find(index, member_key(group, STR(""), room));
	const struct journal_index_entry *end =
	    row == NULL ? NULL : entry_find(index, row, id + 1);

	return end == NULL ? UINT64_MAX : end->id;
}

/* Ends the membership if all have ended since. */
static void
end_former(struct journal_index *index, struct str group,
    struct journal_index_row *row)
{
	uint64_t end, all;

	if (row->id == 0)
		return;
	end = end_after(index, group, row->id);
	all = end_after(index, ALL_GROUPS, row->id);
	if (all < end)
		end = all;
	if (end == UINT64_MAX)
		return;
	entry_add(index, row, row->id, end - 1);
	row->id = 0;
}

void
journal_index_settle(struct journal_index *index)
{
	for (uint32_t i = 0; i < index->rows; i++) {
		struct str name = journal_index_name(index, &index->row[i]);
		struct str group;
		if (!str_skip(&name, STR("!")))
			continue;
		group = str_cut(&name, '!');
		if (name.len > 0)
			end_former(index, group, &index->row[i]);
	}
}

static void
take_in(struct journal_index *index, const struct journal_record *record)
{
	char room[JOURNAL_KEY];
	struct journal_index_row *row =
	    row_get(index, member_key(record->where, record->rest, room));

	if (row != NULL)
		end_former(index, record->where, row);
	if (row != NULL && row->id == 0)
		row->id = record->id;
}

static void
take_out(struct journal_index *index, const struct journal_record *record)
{
	char room[JOURNAL_KEY];
	struct journal_index_row *row =
	    row_find(index, member_key(record->where, record->rest, room));

	if (row != NULL)
		end_former(index, record->where, row);
	if (row == NULL || row->id == 0)
		return;
	entry_add(index, row, row->id, record->id);
	row->id = 0;
}

/* Ends all memberships of a group, or of an account that is no more. */
static void
take_end(struct journal_index *index, const struct journal_record *record)
{
	struct str account = record->where, name;

	if (!str_skip(&account, STR("@"))) {
		end_all(index, record->where, record->id);
		return;
	}
	for (uint32_t i = 0; i < index->rows; i++) {
		name = journal_index_name(index, &index->row[i]);
		if (!str_skip(&name, STR("!")))
			continue;
		(void)str_cut(&name, '!');
		if (name.at != NULL && str_caseeq(name, account))
			index->row[i].id = 0;
	}
}

/* Ends the memberships of a former group that had a name. */
static void
forget_former(struct journal_index *index, struct str group)
{
	for (uint32_t i = 0; i < index->rows; i++) {
		struct str name = journal_index_name(index, &index->row[i]);
		if (str_skip(&name, STR("!")) &&
		    str_caseeq(str_cut(&name, '!'), group) && name.len > 0)
			index->row[i].id = 0;
	}
}

/* Ends a membership with a group's name, and begins it with another. */
static void
move_member(struct journal_index *index, struct journal_index_row *row,
    struct str account, const struct journal_record *record)
{
	char room[JOURNAL_KEY];
	struct journal_index_row *other;

	end_former(index, record->where, row);
	if (row->id == 0)
		return;
	entry_add(index, row, row->id, record->id);
	row->id = 0;
	other = row_get(index, member_key(record->rest, account, room));
	if (other != NULL)
		other->id = record->id;
}

static void
take_renamed(struct journal_index *index, const struct journal_record *record)
{
	const uint32_t rows = index->rows;

	if (str_caseeq(record->where, record->rest))
		return;
	forget_former(index, record->rest);
	for (uint32_t i = 0; i < rows; i++) {
		struct str name = journal_index_name(index, &index->row[i]);
		if (str_skip(&name, STR("!")) &&
		    str_caseeq(str_cut(&name, '!'), record->where) &&
		    name.len > 0)
			move_member(index, &index->row[i], name, record);
	}
}

void
journal_index_take(struct journal_index *index,
    const struct journal_record *record, uint64_t at, size_t len)
{
	if (record->verb == JOURNAL_HISTORY)
		index->in_header = true;
	else if (!journal_verb_is_row(record->verb))
		index->in_header = false;
	if (!index->in_header && record->verb != JOURNAL_RECORDS) {
		take_target(index, record, at, len);
		index->records++;
		index->last_id = record->id;
	}
	if (record->verb == JOURNAL_IN)
		take_in(index, record);
	else if (journal_record_is_anew(record))
		end_all(index, ALL_GROUPS, record->id);
	else if (record->verb == JOURNAL_BEGIN && !journal_record_lasts(record))
		end_all(index, record->where, record->id);
	else if (record->verb == JOURNAL_OUT)
		take_out(index, record);
	else if (record->verb == JOURNAL_END)
		take_end(index, record);
	else if (record->verb == JOURNAL_RENAMED && !index->in_header)
		take_renamed(index, record);
}

void
journal_index_gap(struct journal_index *index, uint64_t from, uint64_t to)
{
	struct journal_index_row *row = row_get(index, STR("!"));

	if (row != NULL)
		entry_add(index, row, from, to);
}

bool
journal_index_find(const struct journal_index *index, struct str key,
    uint64_t id, struct journal_index_hit *hit)
{
	const struct journal_index_row *row = row_find(index, key);
	const struct journal_index_entry *entry;

	if (row == NULL || row->records == 0)
		return false;
	entry = entry_find(index, row, id);
	if (entry != NULL)
		*hit = (struct journal_index_hit) { .id = entry->id,
			.at = entry->at };
	else
		*hit = (struct journal_index_hit) { .id = row->id,
			.at = row->at,
			.records = row->records,
			.bytes = row->bytes };
	return true;
}

struct journal_block
journal_index_block_of(
    const struct journal_index *index, const struct journal_index_entry *entry)
{
	struct journal_block block = { .at = entry->at };

	if (entry->before != 0) {
		block.before_id = index->entry[entry->before - 1].id;
		block.before_at = index->entry[entry->before - 1].at;
	}
	if (entry->sign != 0)
		journal_sign_write(sign_of(index, entry->sign), block.sign);
	else
		memset(block.sign, JOURNAL_SIGN_FULL, sizeof(block.sign));
	return block;
}

bool
journal_index_block(const struct journal_index *index, struct str key,
    uint64_t at, struct journal_block *block)
{
	const struct journal_index_row *row = row_find(index, key);
	const struct journal_index_entry *entry;
	uint32_t number = row == NULL ? 0 : row->entry;

	while (number != 0) {
		entry = &index->entry[number - 1];
		if (entry->at <= at) {
			*block = journal_index_block_of(index, entry);
			return true;
		}
		number =
		    entry->jump != 0 && index->entry[entry->jump - 1].at > at ?
		    entry->jump :
		    entry->before;
	}
	return false;
}

void
journal_index_erase(
    struct journal_index *index, const struct journal_record *record)
{
	const struct journal_index_row *row = row_find(index, record->where);
	const struct journal_index_entry *entry;
	uint32_t sign;

	if (row == NULL)
		return;
	entry = entry_find(index, row, record->id);
	sign = entry == NULL ? row->sign : entry->sign;
	if (sign != 0)
		memset(sign_of(index, sign), 0xff, JOURNAL_SIGN);
}

void
journal_index_erase_all(struct journal_index *index)
{
	memset(index->sign, 0xff, (size_t)index->signs * JOURNAL_SIGN);
}
